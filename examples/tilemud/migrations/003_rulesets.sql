-- The rules a battle is played by. A published version is frozen, so that an old battle can be replayed.

CREATE TYPE ruleset_status AS ENUM ('draft', 'published', 'retired');

CREATE TABLE rulesets (
  id           uuid           PRIMARY KEY DEFAULT uuidv7(),
  slug         text           NOT NULL,
  version      integer        NOT NULL DEFAULT 1,
  title        text           NOT NULL,
  status       ruleset_status NOT NULL DEFAULT 'draft',
  rules        jsonb          NOT NULL,
  published_at timestamptz,
  created_at   timestamptz    NOT NULL DEFAULT now(),

  -- jsonb has one spelling for equal documents: equal rules have equal fingerprints. Clients compare it before a battle.
  fingerprint  text           NOT NULL
    GENERATED ALWAYS AS (encode(digest(rules::text, 'sha256'), 'hex')) STORED,

  CONSTRAINT rulesets_slug_version_key UNIQUE (slug, version),
  CONSTRAINT rulesets_slug_is_a_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  CONSTRAINT rulesets_version_counts_from_one CHECK (version >= 1),
  CONSTRAINT rulesets_rules_are_an_object CHECK (jsonb_typeof(rules) = 'object'),
  CONSTRAINT rulesets_draft_has_no_date CHECK ((status = 'draft') = (published_at IS NULL))
);

-- One version of a ruleset is on offer at a time.
CREATE UNIQUE INDEX rulesets_one_published_idx ON rulesets (slug) WHERE status = 'published';

-- WHERE rules @> '{"tiles": {"lava": true}}'
CREATE INDEX rulesets_rules_idx ON rulesets USING gin (rules jsonb_path_ops);

CREATE FUNCTION freeze_published_ruleset() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN NEW; -- still on the drawing board; anything goes
  END IF;

  IF (NEW.slug, NEW.version, NEW.rules) IS DISTINCT FROM (OLD.slug, OLD.version, OLD.rules) THEN
    RAISE EXCEPTION 'ruleset % v% is published; make version % instead', OLD.slug, OLD.version, OLD.version + 1
      USING ERRCODE = 'restrict_violation';
  END IF;

  IF NEW.status = 'draft' THEN
    RAISE EXCEPTION 'ruleset % v% is published; it can be retired, not withdrawn', OLD.slug, OLD.version
      USING ERRCODE = 'restrict_violation';
  END IF;

  RETURN NEW;
END;
$$;

CREATE TRIGGER rulesets_freeze
  BEFORE UPDATE ON rulesets
  FOR EACH ROW
  EXECUTE FUNCTION freeze_published_ruleset();
