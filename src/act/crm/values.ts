import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { notSent, refused } from "../../core/model/outcome.ts";
import type { EffectRequests } from "../../core/model/ruleset/action.ts";
import type { OptOutField } from "../../core/model/ruleset/connection-kind.ts";
import { Ended } from "../http/calls.ts";
import type { CrmChange, CrmRecord } from "./vendor.ts";

/** The fields a request sets, with where the opt-out is written. */
export function changeOf(request: EffectRequests["crm"], optOut: OptOutField): CrmChange {
  const { set, tags, opt_out: isOptedOut } = request;
  if (isOptedOut === null) return { fields: set, tags };
  return { fields: { ...set, [optOut.field]: optOutValue(request, isOptedOut, optOut.as) }, tags };
}

function optOutValue(request: EffectRequests["crm"], isOptedOut: boolean, as: OptOutField["as"]): JsonValue {
  if (as === "boolean") return isOptedOut;
  if (!isOptedOut) return null;
  return as === "time" ? request.at : dateOf(request);
}

/** On which day of the organisation the event of a request happened, `YYYY-MM-DD`; in requests of an older release, of UTC. */
export function dateOf({ at, date }: EffectRequests["crm"]): string {
  return date ?? at.slice(0, "YYYY-MM-DD".length);
}

/** The tags of a record after a change, in the order they have; null when it changes none. */
export function tagsAfter(tags: readonly string[], { add, remove }: CrmChange["tags"]): readonly string[] | null {
  const next = [...new Set([...tags, ...add])].filter((name) => !remove.includes(name));
  return next.length === tags.length && next.every((name) => tags.includes(name)) ? null : next;
}

/** The names in a field of several choices, which HubSpot and Salesforce write with semicolons between them. */
export function choicesIn(value: JsonValue): readonly string[] {
  return typeof value === "string" ? value.split(";").filter((name) => name !== "") : [];
}

/** Fields with the tags after a change, where tags are a field. */
export function fieldsWithTags(
  { tags: known }: Pick<CrmRecord, "tags">,
  { fields, tags }: CrmChange,
  tagsField: string | null,
): JsonObject {
  const next = tagsField === null ? null : tagsAfter(known, tags);
  return next === null || tagsField === null ? fields : { ...fields, [tagsField]: next.join(";") };
}

/** The texts a record has under the names. */
export function textsOf(record: JsonValue, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = ownValue(record, name);
    return typeof value === "string" && value !== "" ? [value] : [];
  });
}

/** The objects of a list. */
export function objectsIn(value: JsonValue): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => isJsonObject(item)) : [];
}

/** An id of a CRM, which may be a number, as text; null when there is none. */
export function idOf(value: JsonValue): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Ends the attempt at an answer to a write that is not what the CRM documents: what it did is not known, and a repeat may do it twice. */
export function unreadable(what: string): Ended {
  return new Ended(refused("unreadable_answer", `The CRM answered ${what} in a form we cannot read.`));
}

/** The same of a read, such as a page that says "we are back soon": nothing was done, so it is tried again. */
export function unreadableRead(what: string): Ended {
  return new Ended(notSent(`The CRM answered ${what} in a form we cannot read.`));
}
