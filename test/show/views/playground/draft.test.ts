import { expect, test } from "vitest";
import type { Diagnostic } from "../../../../src/core/base/diagnostic.ts";
import { draftView } from "../../../../src/show/views/playground/draft.ts";

const NO_RULES = { rules: [], gone: [] };

function findingIn(excerpt: string, column: number): Diagnostic {
  const place = { file: "draft.yaml", line: 1, column, excerpt };
  return { code: "unknown-event", severity: "error", message: "there is no such event", hint: null, ...place };
}

test("a finding stands below the sign it is about, whatever stands before it", () => {
  const { findings } = draftView([findingIn("\t  on:\u202e nothing", 9)], NO_RULES);

  expect(findings).toMatchObject([{ excerpt: "   on:  nothing", mark: 8, column: 9 }]);
});

test("of a long line what is around the finding is shown, so that a draft in one line is told in a few kilobytes", () => {
  const line = `${"a".repeat(200_000)}!${"b".repeat(50_000)}`;

  const { findings } = draftView(
    Array.from({ length: 60 }, () => findingIn(line, 200_001)),
    NO_RULES,
  );

  expect(findings.map(({ excerpt, mark }) => excerpt[mark])).toEqual(Array.from({ length: 50 }, () => "!"));
  expect(findings[0]?.excerpt).toMatch(/^…a{80}!b{119}…$/);
});
