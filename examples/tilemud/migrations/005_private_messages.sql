-- Whispers between two players, and the list of people one does not want to hear from.

CREATE TABLE player_blocks (
  blocker_id uuid        NOT NULL REFERENCES players,
  blocked_id uuid        NOT NULL REFERENCES players,
  created_at timestamptz NOT NULL DEFAULT now(),

  PRIMARY KEY (blocker_id, blocked_id),
  CONSTRAINT player_blocks_not_oneself CHECK (blocker_id <> blocked_id)
);

CREATE TABLE private_messages (
  id           uuid        PRIMARY KEY DEFAULT uuidv7(),
  sender_id    uuid        NOT NULL REFERENCES players,
  recipient_id uuid        NOT NULL REFERENCES players,
  body         text        NOT NULL,
  sent_at      timestamptz NOT NULL DEFAULT now(),
  read_at      timestamptz,

  CONSTRAINT private_messages_not_to_oneself CHECK (sender_id <> recipient_id),
  CONSTRAINT private_messages_body_has_length CHECK (char_length(body) BETWEEN 1 AND 2000),
  CONSTRAINT private_messages_read_after_sent CHECK (read_at >= sent_at)
);

-- One conversation, whoever wrote: the pair in a fixed order, then time.
CREATE INDEX private_messages_conversation_idx
  ON private_messages (least(sender_id, recipient_id), greatest(sender_id, recipient_id), id DESC);

-- The number on the envelope icon. A message leaves this index when it is read.
CREATE INDEX private_messages_unread_idx ON private_messages (recipient_id, id) WHERE read_at IS NULL;

-- Search in one's messages.
CREATE INDEX private_messages_body_idx ON private_messages USING gin (body gin_trgm_ops);

CREATE FUNCTION refuse_message_from_blocked() RETURNS trigger
LANGUAGE plpgsql
AS $body$
DECLARE
  recipient_handle citext;
BEGIN
  SELECT p.handle INTO recipient_handle
    FROM player_blocks b
    JOIN players p ON p.id = b.blocker_id
   WHERE b.blocker_id = NEW.recipient_id
     AND b.blocked_id = NEW.sender_id;

  IF FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'insufficient_privilege',
      MESSAGE = format($m$%s doesn't take messages from you; nothing was sent$m$, recipient_handle);
  END IF;

  RETURN NEW;
END;
$body$;

CREATE TRIGGER private_messages_blocked
  BEFORE INSERT ON private_messages
  FOR EACH ROW
  EXECUTE FUNCTION refuse_message_from_blocked();
