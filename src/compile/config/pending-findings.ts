import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { isAmong } from "../../core/match/source.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";

/** A finding in `heyrules.yaml` whose weight the rules decide: it matters when one in force calls the connection. */
export interface PendingFinding {
  /** `unset`: a variable is missing. `sample`: the value is the sample's. `rules`: it matters when no rule has such an id. */
  readonly kind: "unset" | "sample" | "rules";
  /** Null when it matters whatever the rules do. */
  readonly connection: string | null;
  /** Of a finding of kind `rules`, the ids that are looked for, with `*`. */
  readonly ruleIds?: string;
  /** The error it is when it matters. */
  readonly diagnostic: Diagnostic;
}

/**
 * The findings that are left once the rules are known. To start, what a rule in force needs is an error that names the
 * rule. A connection without its variable that no rule in force calls is a warning, always.
 */
export function settleFindings(
  pending: readonly PendingFinding[],
  { rules, isStart }: { readonly rules: readonly Rule[]; readonly isStart: boolean },
): readonly Diagnostic[] {
  const callers = callersOf(rules);
  return pending.flatMap(({ kind, connection, ruleIds, diagnostic }): readonly Diagnostic[] => {
    if (ruleIds !== undefined) return rules.some(({ id }) => isAmong(id, [ruleIds])) ? [] : [diagnostic];
    const caller = connection === null ? undefined : callers.get(connection);
    if (connection !== null && caller === undefined) {
      return kind === "sample" ? [] : [{ ...diagnostic, ...unusedConnection(connection, diagnostic) }];
    }
    if (!isStart) return [];
    const why =
      caller === undefined ? "" : `, and the rule ${caller.id} (${caller.file}:${caller.place.line}) calls it`;
    return [{ ...diagnostic, message: `${diagnostic.message}${why}` }];
  });
}

function unusedConnection(connection: string, { message }: Diagnostic): Partial<Diagnostic> {
  return {
    code: "unused-connection",
    severity: "warning",
    message: `no rule in force calls the connection "${connection}", and ${message}`,
    hint: "remove the connection, or leave it for later: nothing can call it now",
  };
}

/** By connection, the first rule in force that calls it. */
function callersOf(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  const callers = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.enabled !== "on") continue;
    for (const instruction of rule.program) {
      if (instruction.op !== "effect" || !("connection" in instruction.effect)) continue;
      const { connection } = instruction.effect;
      if (!callers.has(connection)) callers.set(connection, rule);
    }
  }
  return callers;
}
