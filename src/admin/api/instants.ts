import { EngineError } from "../../core/base/errors.ts";
import type { LookingBack } from "../../core/time/past.ts";
import { PAST_FORMS, parseSince, parseUntil, spanProblem } from "../../core/time/past.ts";

/** The span that two values name; a value that is absent bounds nothing. @throws EngineError USAGE for what is no time, and for no span. */
export function spanOf(
  { since, until }: { readonly since: string | undefined; readonly until: string | undefined },
  at: LookingBack,
): { readonly since?: number; readonly until?: number } {
  const from = since === undefined ? undefined : sinceOf(since, "since", at);
  const to = until === undefined ? undefined : given(parseUntil(until, at), "until");
  const problem = spanProblem(from, to);
  if (problem !== null) throw new EngineError("USAGE", problem);
  return { ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }) };
}

/** From when on a value names. @throws EngineError USAGE for what is no time. */
export function sinceOf(value: string, name: string, at: LookingBack): number {
  return given(parseSince(value, at), name);
}

function given(at: number | null, name: string): number {
  if (at !== null) return at;
  throw new EngineError("USAGE", `${name} must be ${PAST_FORMS}.`);
}
