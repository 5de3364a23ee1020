-- infra:no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS visits_at_idx ON visits (at);
