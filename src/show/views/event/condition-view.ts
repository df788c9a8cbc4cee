import { placeOf } from "../../../core/base/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { ConditionTrace } from "../../../core/model/trace.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { withoutSecrets } from "../../text/redact.ts";
import { maskedJson } from "../../text/masked.ts";

/** A part of a condition, with what was seen when it was looked at. */
export interface ConditionView {
  /** As it was written; `all of`, `any of` or `not` of what stands below it. */
  readonly label: string;
  readonly result: ConditionTrace["result"];
  /** `file:line:column`. */
  readonly place: string;
  /** What it read, by data path, as JSON on one line with numbers masked. */
  readonly values: readonly { readonly path: string; readonly value: string }[];
  readonly error: string | null;
  readonly parts: readonly ConditionView[];
}

const VALUE_LENGTH = 160;
const LOOKED_THROUGH = 600;

/** A condition as it was evaluated. */
export function conditionView(
  trace: ConditionTrace,
  { file, phone }: { readonly file: string; readonly phone: string | null },
): ConditionView {
  return {
    label: printable(trace.written ?? nodeLabel(trace.path)),
    result: trace.result,
    place: printable(placeOf({ file, ...trace.place })),
    values: Object.entries(withoutSecrets(trace.values ?? {}) as JsonObject).map(([path, value]) => ({
      path: printable(path),
      value: shorten(printableJson(maskedJson(startOf(value), phone)), VALUE_LENGTH),
    })),
    error: trace.error === undefined ? null : printable(trace.error),
    parts: (trace.children ?? []).map((child) => conditionView(child, { file, phone })),
  };
}

/** As much of a long text as is shown, and as a number may take that is cut in two: many rules read the same one, and to mask all of it takes long. */
function startOf(value: JsonValue): JsonValue {
  return typeof value === "string" && value.length > LOOKED_THROUGH ? value.slice(0, LOOKED_THROUGH) : value;
}

/** Nodes are named in the file by the key they stand under; a list or mapping without key means all of it. */
function nodeLabel(path: string): string {
  const key = path.slice(path.lastIndexOf("/") + 1);
  return key === "not" ? "not" : key === "any" ? "any of" : "all of";
}
