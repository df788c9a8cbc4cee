import { canonicalJson } from "../../base/json.ts";
import type { JsonValue } from "../../base/json.ts";
import { withoutPlaces } from "../../language/proof/outcome.ts";
import type { Rule } from "../../model/ruleset/rule.ts";

/**
 * What of the `on` of a rule, besides its events, says when it starts, and that of another does not say the same; null when every event that
 * starts the first by itself is as good for the second. An absence that differs is not looked into any further.
 */
export function timingApart(first: Rule, second: Rule): string | null {
  const [one, other] = [absenceOf(first), absenceOf(second)];
  if (other !== null) {
    const apart = Object.entries(other).filter(([name, said]) => one?.[name] !== said);
    const names = one === null ? ["missing"] : apart.map(([name]) => name);
    if (names.length > 0) return `on: ${names.join(", ")}`;
  }
  const kept = schedulesOf(second).map(({ said }) => said);
  return schedulesOf(first).find(({ said }) => !kept.includes(said))?.written ?? null;
}

/** What an absence is counted by, by the words of its rule; null for a rule of what does come. */
function absenceOf({ program, mode }: Rule): Readonly<Record<string, string>> | null {
  const lead = program.find((instruction) => instruction.op === "await" && instruction.path === "on");
  if (lead?.op !== "await") return null;
  return {
    missing: canonicalJson(withoutPlaces(lead.events as unknown as JsonValue)),
    within: String(lead.timeoutMs),
    clock: String(lead.clock),
    start_from: mode ?? "",
    verify: String(lead.verify),
  };
}

function schedulesOf({ triggers }: Rule): readonly { readonly written: string; readonly said: string }[] {
  return triggers.flatMap((trigger) => {
    if (trigger.kind !== "schedule") return [];
    const { expression, timezone, fields, catchUpMs } = trigger;
    return [{ written: `schedule: ${expression}`, said: JSON.stringify([fields, timezone, catchUpMs ?? null]) }];
  });
}
