-- A battle is one game on one board; an outcome is what it meant for one of its players.

CREATE TABLE battles (
  id           uuid        PRIMARY KEY DEFAULT uuidv7(),
  ruleset_id   uuid        NOT NULL REFERENCES rulesets,
  board_width  smallint    NOT NULL,
  board_height smallint    NOT NULL,
  board_seed   bigint      NOT NULL,
  started_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz,

  -- Virtual columns (the default since PostgreSQL 18) cost nothing on disk and are computed when read.
  tile_count   integer     GENERATED ALWAYS AS (board_width::integer * board_height) VIRTUAL,
  duration     interval    GENERATED ALWAYS AS (finished_at - started_at) VIRTUAL,

  CONSTRAINT battles_board_fits CHECK (board_width BETWEEN 4 AND 64 AND board_height BETWEEN 4 AND 64),
  CONSTRAINT battles_end_after_start CHECK (finished_at >= started_at)
);

COMMENT ON COLUMN battles.board_seed IS 'The board is generated from this; together with the ruleset it replays the battle';

-- The lobby lists battles in progress, newest first: a handful of rows out of millions.
CREATE INDEX battles_in_progress_idx ON battles (started_at DESC) WHERE finished_at IS NULL;

CREATE TYPE battle_result AS ENUM ('win', 'loss', 'draw', 'forfeit');

CREATE TABLE battle_outcomes (
  battle_id     uuid          NOT NULL REFERENCES battles ON DELETE CASCADE,
  player_id     uuid          NOT NULL REFERENCES players,
  result        battle_result NOT NULL,
  score         integer       NOT NULL DEFAULT 0,
  rating_before integer       NOT NULL,
  rating_after  integer       NOT NULL,
  rating_change integer       NOT NULL GENERATED ALWAYS AS (rating_after - rating_before) STORED,

  PRIMARY KEY (battle_id, player_id),
  CONSTRAINT battle_outcomes_score_not_negative CHECK (score >= 0),
  CONSTRAINT battle_outcomes_loser_gains_nothing
    CHECK (result NOT IN ('loss', 'forfeit') OR rating_after <= rating_before)
);

-- There is one winner or none.
CREATE UNIQUE INDEX battle_outcomes_one_winner_idx ON battle_outcomes (battle_id) WHERE result = 'win';

-- A player's history, newest first (battle ids grow with time), answered from the index alone.
CREATE INDEX battle_outcomes_history_idx
  ON battle_outcomes (player_id, battle_id DESC)
  INCLUDE (result, score, rating_change);
