-- An outcome moves the player's rating. Done by the database, so that no client can record the one without the other.

CREATE FUNCTION apply_battle_outcome() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  UPDATE players
     SET rating = NEW.rating_after
   WHERE id = NEW.player_id
     AND rating = NEW.rating_before;

  -- Somebody else's battle ended in between: the caller reads the rating again and computes anew.
  IF NOT FOUND THEN
    RAISE EXCEPTION 'rating of player % is not % any more', NEW.player_id, NEW.rating_before
      USING ERRCODE = 'serialization_failure', HINT = 'Read the rating again, then retry.';
  END IF;

  RETURN NULL; -- the result of an AFTER trigger is ignored
END;
$$;

CREATE TRIGGER battle_outcomes_apply
  AFTER INSERT ON battle_outcomes
  FOR EACH ROW
  EXECUTE FUNCTION apply_battle_outcome();
