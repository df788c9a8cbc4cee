import { LONGEST_CHAIN } from "../../../core/actions/emit.ts";
import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { excerptOf } from "../../../core/base/diagnostic.ts";
import type { Instruction, Rule } from "../../../core/model/ruleset/rule.ts";
import { eventTypesOf } from "../../../core/model/ruleset/rule.ts";

/** Warns of each `emit` whose event can start, over other rules or none, the rule that raises it. */
export function emitLoops(
  rules: readonly Rule[],
  sources: readonly { readonly file: string; readonly text: string }[],
): readonly Diagnostic[] {
  const startedBy = rulesByType(rules);
  return rules.flatMap((rule) =>
    emitsOf(rule).flatMap(({ type, place }): readonly Diagnostic[] => {
      const way = wayBack(rule, type, startedBy);
      if (way === null) return [];
      const placed = { file: rule.file, ...place };
      const over = way.length === 0 ? "itself" : `itself over ${way.join(", ")}`;
      return [
        {
          code: "emit-loop",
          severity: "warning",
          message: `by ${type} the rule "${rule.id}" starts ${over}; after ${LONGEST_CHAIN} such events that follow from one another its step fails`,
          ...placed,
          excerpt: excerptOf(sources.find(({ file }) => file === placed.file)?.text ?? "", place.line),
          hint: "raise an event that none of these rules listens to",
        },
      ];
    }),
  );
}

interface Emit {
  readonly type: string;
  readonly place: Rule["place"];
}

function emitsOf({ program }: Rule): readonly Emit[] {
  return program.flatMap((instruction: Instruction) =>
    instruction.op === "effect" && instruction.effect.action === "emit"
      ? [{ type: instruction.effect.event, place: instruction.place }]
      : [],
  );
}

/** The rules that each type of event starts. */
function rulesByType(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const started = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const type of eventTypesOf(rule.triggers)) {
      const known = started.get(type);
      if (known === undefined) started.set(type, [rule]);
      else known.push(rule);
    }
  }
  return started;
}

/** The rules over which an event comes back to a rule; null when it does not. */
function wayBack(rule: Rule, type: string, startedBy: ReadonlyMap<string, readonly Rule[]>): readonly string[] | null {
  const open: { readonly type: string; readonly way: readonly string[] }[] = [{ type, way: [] }];
  const seen = new Set<string>();
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { type: raised, way } = next;
    if (seen.has(raised)) continue;
    seen.add(raised);
    const started = startedBy.get(raised) ?? [];
    if (started.includes(rule)) return way;
    for (const other of started)
      open.push(...emitsOf(other).map((emit) => ({ type: emit.type, way: [...way, other.id] })));
  }
  return null;
}
