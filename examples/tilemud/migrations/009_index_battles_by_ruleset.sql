-- infra:no-transaction
-- "Which battles were played by this ruleset?" came up after the table had grown large. CONCURRENTLY builds the index
-- without stopping the game, and cannot run inside a transaction: the first line says so.

CREATE INDEX CONCURRENTLY battles_ruleset_idx ON battles (ruleset_id, started_at DESC);
