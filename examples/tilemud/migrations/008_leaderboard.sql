-- The board everyone looks at. Players with the same rating share a place.

CREATE FUNCTION leaderboard(how_many integer DEFAULT 10)
RETURNS TABLE (place bigint, handle citext, display_name text, rating integer, battles bigint, win_percent numeric)
LANGUAGE sql
STABLE
BEGIN ATOMIC
  WITH best AS (
    SELECT rank() OVER (ORDER BY p.rating DESC) AS place, p.id, p.handle, p.display_name, p.rating
      FROM players p
     WHERE p.banned_until IS NULL OR p.banned_until <= now()
     ORDER BY p.rating DESC, p.id
     LIMIT how_many
  )
  SELECT b.place, b.handle, b.display_name, b.rating, o.battles,
         CASE WHEN o.battles > 0 THEN round(100.0 * o.wins / o.battles, 1) END
    FROM best b
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE h.result = 'win') AS wins, count(*) AS battles
        FROM battle_outcomes h
       WHERE h.player_id = b.id
    ) o ON true
   ORDER BY b.place, b.id;
END;
