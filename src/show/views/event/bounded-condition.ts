import { shorten } from "../../text/printable.ts";
import { bytesOf } from "../listed.ts";
import type { ConditionView } from "./condition-view.ts";

const CONDITION_BYTES = 3_000;
const WORDS_SHOWN = 300;
const PARTS_SHOWN = 8;
const VALUES_SHOWN = 5;
const LEVELS_SHOWN = 4;

/** A condition with as many of its levels, parts and values as a page takes that shows many; it says how many it leaves out. */
export function boundedCondition(condition: ConditionView, levels = LEVELS_SHOWN): ConditionView {
  const small = upTo(condition, levels);
  return levels === 1 || bytesOf(small) <= CONDITION_BYTES ? small : boundedCondition(condition, levels - 1);
}

function upTo({ label, values, error, parts, ...rest }: ConditionView, levels: number): ConditionView {
  const shown = levels > 1 ? parts.slice(0, PARTS_SHOWN) : [];
  const more = parts.length - shown.length;
  return {
    ...rest,
    label: shorten(more === 0 ? label : `${label} (and ${more} more below it)`, WORDS_SHOWN),
    error: error && shorten(error, WORDS_SHOWN),
    values: values.slice(0, VALUES_SHOWN).map(({ path, value }) => ({ path: shorten(path, WORDS_SHOWN), value })),
    parts: shown.map((part) => upTo(part, levels - 1)),
  };
}
