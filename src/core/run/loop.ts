import type { JsonObject, JsonValue } from "../base/json.ts";
import { valueAt } from "../base/json.ts";
import { StepError } from "../base/step-error.ts";
import { renderValue } from "../language/template.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import type { Loop, Run } from "../model/run/run.ts";

/** The item of a list that a run is at. */
export interface LoopItem {
  readonly index: number;
  /** Its name in the data of rules. */
  readonly as: string;
  readonly value: JsonValue;
}

type Each = Extract<Instruction, { op: "each" }>;

/** The item for which a run takes the step it stands at; null when that step is taken once. */
export function itemAt(
  { loop, cursor }: Pick<Run, "loop" | "cursor">,
  { program }: Pick<Rule, "program">,
): LoopItem | null {
  if (loop === null) return null;
  const { at, index, items } = loop;
  const each = program[at];
  if (each?.op !== "each" || cursor <= at || cursor >= each.target || index >= items.length) return null;
  return { index, as: each.as, value: items[index] ?? null };
}

/** The item as a part of the data of rules. */
export function itemData(run: Pick<Run, "loop" | "cursor">, rule: Pick<Rule, "program">): JsonObject {
  const item = itemAt(run, rule);
  return item === null ? {} : { [item.as]: item.value };
}

/**
 * The list at the item that is next for a run at an `each`: the first when it comes from before it.
 *
 * @throws StepError when what stands there is no list, or one that is too long.
 */
export function loopAt(
  { loop, cursor }: Run,
  each: Each,
  data: { readonly read: () => JsonObject; readonly zone: string },
): Loop {
  if (loop?.at === cursor) return loop;
  return { at: cursor, items: itemsOf(each, data.read(), data.zone), index: 0 };
}

function itemsOf({ list, max }: Each, data: JsonObject, zone: string): readonly JsonValue[] {
  const value = list.includes("{{") ? renderValue(list, data, zone) : valueAt(data, list);
  // What is not there is no list of nothing only by a mistake: an order without `lines` has none.
  if (value === null) return [];
  if (!Array.isArray(value)) throw new StepError(`${list} is no list`);
  const items: readonly JsonValue[] = value;
  if (items.length <= max) return items;
  throw new StepError(
    `${list} has ${items.length} items, and \`for_each\` goes over ${max} at most; nothing was done for any`,
  );
}

/** The index of the `each` around an instruction; null when it stands in no list. */
export function loopAround({ program }: Pick<Rule, "program">, cursor: number): number | null {
  const index = program.findIndex((one, at) => one.op === "each" && at < cursor && cursor < one.target);
  return index < 0 ? null : index;
}
