import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { toIso } from "../text/instants.ts";

/** A view as JSON tells it: its instants, members such as `at`, `askedAt`, `since` and `until`, in ISO 8601, all else as it is. */
export function viewJson(view: object): JsonObject {
  return Object.fromEntries(
    Object.entries(view as JsonObject).map(([name, value]) => [name, valueJson(value, INSTANT_NAME.test(name))]),
  );
}

/** Instants end in `At`, or are one of these words; nothing that is counted is named so. */
const INSTANT_NAME = /^(?:at|since|until)$|At$/;

function valueJson(value: JsonValue, isInstant: boolean): JsonValue {
  if (typeof value === "number") return isInstant ? toIso(value) : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => valueJson(item, isInstant));
  return typeof value === "object" && value !== null ? viewJson(value) : value;
}
