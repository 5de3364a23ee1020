-- All three come with PostgreSQL itself and are "trusted": the owner of the database may create them without being
-- a superuser.

CREATE EXTENSION IF NOT EXISTS citext;   -- names that compare without regard to case
CREATE EXTENSION IF NOT EXISTS pg_trgm;  -- search in the middle of names and messages
CREATE EXTENSION IF NOT EXISTS pgcrypto; -- password hashes, fingerprints of rules
