import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

/** Warns of a pattern between slashes: `/price/i` looks for the slashes too. */
export function warnOfSlashes(pattern: string, path: Path, { findings }: CompileContext): void {
  const [, inner] = /^\/(.+)\/[a-z]*$/.exec(pattern) ?? [];
  if (inner === undefined) return;
  const message = "the slashes are part of the pattern, so it fits texts with slashes only";
  findings.warning({
    code: "bad-pattern",
    path,
    message,
    hint: `write ${JSON.stringify(inner)}: upper and lower case are the same here`,
  });
}

/** Reports a pattern that re2js does not take. */
export function reportPattern(problem: string, path: Path, context: CompileContext): void {
  context.findings.error({
    code: "bad-pattern",
    path,
    message: `the pattern cannot be used: ${problem}`,
    hint: /missing|unexpected|repetition|repeat/.test(problem)
      ? "a sign that is meant itself, such as ( or [ or *, has a backslash before it: '\\('"
      : "patterns are RE2: no look-around and no back-references",
  });
}
