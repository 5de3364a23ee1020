import { expect, test } from "vitest";
import { reviewableDump } from "./schema-dump.js";

const BODY = `SET statement_timeout = 0;

CREATE FUNCTION public.f() RETURNS text
    LANGUAGE sql
    AS $$
\\restrict me
-- Dumped from database version 1
--
-- PostgreSQL database dump complete
--
$$;`;

function dump(key: string, version: string, body = BODY): string {
  return `--
-- PostgreSQL database dump
--

\\restrict ${key}

-- Dumped from database version ${version}
-- Dumped by pg_dump version ${version}

${body}


--
-- PostgreSQL database dump complete
--

\\unrestrict ${key}

`;
}

test("what differs from run to run and from server to server is gone, all else stays as it is", () => {
  const one = reviewableDump(dump("Xk3", "18.0"));
  expect(reviewableDump(dump("b91", "18.6 (Debian 18.6-3)"))).toBe(one);
  expect(one).toBe(
    `-- The schema as the migrations leave it. Written by \`infra migrate dump\`; changes are lost.\n\n${BODY}\n`,
  );
});

test("output from before \\restrict, and with other line ends, is the same", () => {
  const one = reviewableDump(dump("Xk3", "18.0"));
  const older = dump("Xk3", "16.1").replace(/^\\(un)?restrict Xk3\n\n/gm, "");
  expect(reviewableDump(older)).toBe(one);
  expect(reviewableDump(dump("Xk3", "18.0", BODY.replaceAll("\n", "\r\n")))).toBe(one);
});

test("half an output is no dump", () => {
  expect(() => reviewableDump(dump("Xk3", "18.0").slice(0, 300))).toThrow("incomplete");
});
