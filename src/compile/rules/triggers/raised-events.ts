import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { isRaisedType } from "../../../core/event/vocabulary.ts";
import type { Path } from "../../yaml/document.ts";
import type { Findings } from "../../yaml/findings.ts";

/** Names in the data of the events that rules raise, by type: of several steps that raise one, those of all. */
export type RaisedEvents = ReadonlyMap<string, readonly string[]>;

/** The events that the rules of some files raise. What is no step is not looked at any closer: that is for the schema. */
export function raisedIn(files: readonly JsonValue[]): RaisedEvents {
  const raised = new Map<string, readonly string[]>();
  for (const emit of files.flatMap(emitsIn)) {
    const type = ownValue(emit, "event");
    if (typeof type !== "string") continue;
    const data = ownValue(emit, "data");
    const names = isJsonObject(data) ? Object.keys(data) : [];
    raised.set(type, [...new Set([...(raised.get(type) ?? []), ...names])]);
  }
  return raised;
}

/** Warns of an event that no rule raises. */
export function checkRaised(
  type: string,
  path: Path,
  { raised, findings }: { readonly raised: RaisedEvents; readonly findings: Findings },
): void {
  if (!isRaisedType(type) || raised.has(type)) return;
  const hint = suggest(type, [...raised.keys()]) ?? `a step raises it: emit: { event: ${type} }`;
  findings.warning({ code: "never-raised", path, message: `no rule raises ${type}`, hint });
}

function emitsIn(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap(emitsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === "emit" ? [item] : emitsIn(item)));
}
