import { ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { objectsIn, textsOf } from "./values.ts";

/**
 * What Zoho says when it refuses, `{ code, message, details, status: "error" }`, alone or in the list of rows or tags it is about; null
 * when it refuses nothing. Source: github.com/zoho/crm-oas, v8.0: record, related_notes, tags_actions.
 */
export function zohoRefusalIn(json: JsonValue): { readonly code: string; readonly message: string } | null {
  const said = [json, ...objectsIn(ownValue(json, "data")), ...objectsIn(ownValue(json, "tags"))];
  const bad = said.find((each) => ownValue(each, "status") === "error");
  if (bad === undefined) return null;
  const [code = "error"] = textsOf(bad, ["code"]);
  const [message = "no reason"] = textsOf(bad, ["message"]);
  const [field] = textsOf(ownValue(bad, "details"), ["api_name"]);
  return { code, message: field === undefined ? message : `${message} (${field})` };
}
