-- The rules everybody starts with.

INSERT INTO rulesets (slug, title, status, rules, published_at)
VALUES ('classic', 'Classic', 'published', '{"tiles": {"grass": true, "lava": true}, "turnSeconds": 30}', now())
ON CONFLICT ON CONSTRAINT rulesets_slug_version_key DO NOTHING;
