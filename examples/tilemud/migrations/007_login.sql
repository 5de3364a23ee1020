-- SQL-standard bodies (BEGIN ATOMIC): parsed when created, and the tables they use cannot be dropped behind their backs.

CREATE FUNCTION sign_up(new_handle citext, new_display_name text, password text) RETURNS players
LANGUAGE sql
STRICT
BEGIN ATOMIC
  INSERT INTO players (handle, display_name, password_hash)
  VALUES (new_handle, new_display_name, crypt(password, gen_salt('bf', 8)))
  RETURNING players.*;
END;

-- NULL for an unknown handle, a wrong password or a ban: a caller cannot tell which.
CREATE FUNCTION log_in(given_handle citext, password text) RETURNS uuid
LANGUAGE sql
STABLE STRICT
BEGIN ATOMIC
  SELECT p.id
    FROM players p
   WHERE p.handle = given_handle
     AND p.password_hash = crypt(password, p.password_hash)
     AND (p.banned_until IS NULL OR p.banned_until <= now());
END;
