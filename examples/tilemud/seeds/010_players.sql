-- Players to try the game with; everybody's password is "secret". Run by `infra seed`, never by a plain `infra up`.
-- Written so that it may run again after a change (infra seed --rerun): whoever is there stays as they are.

SELECT sign_up(handle::citext, display_name, 'secret')
  FROM (VALUES ('rogue', 'The Rogue'), ('ada', 'Ada'), ('grace', 'Grace')) AS wanted (handle, display_name)
 WHERE NOT EXISTS (SELECT FROM players WHERE players.handle = wanted.handle::citext);
