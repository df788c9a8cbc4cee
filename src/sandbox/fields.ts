import type { JsonObject, JsonValue } from "../core/base/json.ts";
import { isJsonObject, ownValue } from "../core/base/json.ts";
import type { FakeRequest } from "./answer.ts";
import { declaresJson, refusal } from "./answer.ts";
import type { Refusal } from "./answer.ts";

/** A refusal of what a body or query says: 400 `bad_data`. */
export function badData(message: string): Refusal {
  return refusal(400, "bad_data", message);
}

/**
 * The JSON object a request carries; an empty body counts as `{}`.
 *
 * @throws Refusal when it is something else, or does not say that it is JSON.
 */
export function bodyOf(request: FakeRequest): JsonObject {
  if (request.text === "") return {};
  if (!declaresJson(request)) throw badData("Content-Type must be application/json");
  if (request.json === undefined) throw badData("the body is not JSON");
  if (!isJsonObject(request.json)) throw badData("the body must be a JSON object");
  return request.json;
}

/** A text field, or null when it is absent. @throws Refusal when it is not a text. */
export function textOf(body: JsonObject, name: string): string | null {
  const value = ownValue(body, name);
  if (value === null || typeof value === "string") return value;
  throw badData(`${name} must be a string`);
}

/** A whole number, or null when it is absent. @throws Refusal when it is not one. */
export function integerOf(body: JsonObject, name: string): number | null {
  const value = ownValue(body, name);
  if (value === null) return null;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw badData(`${name} must be an integer`);
}

/** A boolean, or null when it is absent. @throws Refusal when it is not one. */
export function booleanOf(body: JsonObject, name: string): boolean | null {
  const value = ownValue(body, name);
  if (value === null || typeof value === "boolean") return value;
  throw badData(`${name} must be a boolean`);
}

/** A list, or null when it is absent. @throws Refusal when it is not one. */
export function listOf(body: JsonObject, name: string): readonly JsonValue[] | null {
  const value = ownValue(body, name);
  if (value === null) return null;
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw badData(`${name} must be an array`);
}

/** An object, or null when it is absent. @throws Refusal when it is not one. */
export function objectOf(body: JsonObject, name: string): JsonObject | null {
  const value = ownValue(body, name);
  if (value === null || isJsonObject(value)) return value;
  throw badData(`${name} must be an object`);
}

/** A field that must be there. @throws Refusal when it is absent. */
export function required<Value>(value: Value | null, name: string): Value {
  if (value === null) throw badData(`${name} is required`);
  return value;
}

/** A number as Heymarket wants it: E.164 digits without the plus sign. @throws Refusal for any other form. */
export function checkPhone(value: JsonValue, name: string): string {
  if (typeof value === "string" && /^[1-9]\d{6,14}$/.test(value)) return value;
  throw badData(`${name} must be a number in E.164 without the plus sign, such as 15105550100`);
}

/** An RFC 3339 time in epoch milliseconds, or null when it is absent. @throws Refusal when it is not one. */
export function timeOf(body: JsonObject, name: string): number | null {
  const text = textOf(body, name);
  if (text === null) return null;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw badData(`${name} must be an RFC 3339 time`);
  return at;
}
