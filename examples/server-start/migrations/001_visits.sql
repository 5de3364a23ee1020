CREATE TABLE visits (
  id  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at  timestamptz NOT NULL DEFAULT now()
);
