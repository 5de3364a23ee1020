-- Everyone who ever signed up. Rows are never deleted: battles refer to them for ever.

CREATE TABLE players (
  -- uuidv7() is new in PostgreSQL 18. It grows with time, so new rows land at the right edge of the index and
  -- ordering by id is ordering by creation.
  id            uuid        PRIMARY KEY DEFAULT uuidv7(),
  handle        citext      NOT NULL,
  display_name  text        NOT NULL,
  password_hash text        NOT NULL,
  rating        integer     NOT NULL DEFAULT 1500,
  created_at    timestamptz NOT NULL DEFAULT now(),
  banned_until  timestamptz,

  -- What the player search looks through. Stored, because a virtual column cannot carry an index.
  search_name   text        NOT NULL
    GENERATED ALWAYS AS (lower(handle::text || ' ' || display_name)) STORED,

  CONSTRAINT players_handle_key UNIQUE (handle),
  CONSTRAINT players_handle_is_typeable CHECK (handle ~ '^[a-z][a-z0-9_]{2,23}$'),
  CONSTRAINT players_display_name_has_length CHECK (char_length(btrim(display_name)) BETWEEN 1 AND 40),
  CONSTRAINT players_password_is_hashed CHECK (password_hash LIKE '$2_$%'),
  CONSTRAINT players_rating_in_range CHECK (rating BETWEEN 0 AND 4000)
);

COMMENT ON COLUMN players.handle IS 'Login and @mention; unique without regard to case';
COMMENT ON COLUMN players.password_hash IS 'bcrypt, made by crypt() of pgcrypto; the password itself is never stored';
COMMENT ON COLUMN players.banned_until IS 'NULL: not banned; infinity: for ever';

-- WHERE search_name LIKE '%rog%'
CREATE INDEX players_search_idx ON players USING gin (search_name gin_trgm_ops);

-- The leaderboard reads ratings from the top and shows names: it never has to visit the table.
CREATE INDEX players_leaderboard_idx ON players (rating DESC, id) INCLUDE (handle, display_name, banned_until);

-- Few are banned; the index holds only those.
CREATE INDEX players_banned_idx ON players (banned_until) WHERE banned_until IS NOT NULL;
