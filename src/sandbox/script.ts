import type { JsonObject, JsonValue } from "../core/base/json.ts";
import { isJsonObject } from "../core/base/json.ts";
import { refusal } from "./answer.ts";

/**
 * How a request goes wrong. Fields may be combined: `{status: 503, executeAfterMs: 60000}` answers 503 at once and
 * executes a minute later.
 */
export interface Behaviour {
  /** Answered instead of executing; with `executeAfterMs` executed all the same, later. */
  readonly status?: number;
  /** Body of that answer: a string is sent as it is, anything else as JSON. */
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
  /** Executed at once, answered so many milliseconds later. */
  readonly stallMs?: number;
  /** Cuts the connection: `before` executing, which then does not happen, or `after` it, so that the answer is lost. */
  readonly reset?: "before" | "after";
  /** Executed so many milliseconds later, and answered then, unless `status` or `reset` say otherwise. */
  readonly executeAfterMs?: number;
  /** The body is sent byte by byte, so many bytes a second. */
  readonly slowBytes?: number;
}

/** The next `times` (default 1) requests that match behave so. */
export interface Failure {
  /** `path` is exact, or a beginning followed by `*`. Absent fields match everything. */
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly times?: number;
  readonly behaviour: Behaviour;
}

/** What a script knows of a request. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
}

/** The failures still to come. */
export interface Script {
  add(failure: Failure): void;
  /** How this request is to behave: the oldest failure that matches is used up by one. */
  take(request: ScriptedRequest): Behaviour;
  clear(): void;
}

const MAXIMUM_FAILURES = 1_000;

/** An empty script: every request behaves, or as `otherwise` says. */
export function createScript(otherwise: (request: ScriptedRequest) => Behaviour = () => ({})): Script {
  let pending: { readonly failure: Failure; left: number }[] = [];
  return {
    add: (failure) => {
      if (pending.length >= MAXIMUM_FAILURES)
        throw refusal(400, "bad_script", "the script holds 1,000 failures already");
      pending.push({ failure, left: failure.times ?? 1 });
    },
    take: (request) => {
      const next = pending.find(({ failure }) => matches(failure, request));
      if (next === undefined) return otherwise(request);
      next.left -= 1;
      pending = pending.filter(({ left }) => left > 0);
      return next.failure.behaviour;
    },
    clear: () => {
      pending = [];
    },
  };
}

function matches({ match = {} }: Failure, request: ScriptedRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  if (match.path === undefined) return true;
  return match.path.endsWith("*") ? request.path.startsWith(match.path.slice(0, -1)) : match.path === request.path;
}

type Check = (value: JsonValue) => boolean;
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 1;
const isMilliseconds: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
const isText: Check = (value) => typeof value === "string";

const FAILURE: Readonly<Record<string, Check>> = { match: isJsonObject, times: isCount, behaviour: isJsonObject };
const MATCH: Readonly<Record<string, Check>> = { method: isText, path: isText };
const BEHAVIOUR: Readonly<Record<string, Check>> = {
  status: (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
  body: () => true,
  headers: (value) => isJsonObject(value) && Object.values(value).every(isText),
  stallMs: isMilliseconds,
  reset: (value) => value === "before" || value === "after",
  executeAfterMs: isMilliseconds,
  slowBytes: isCount,
};

/**
 * A failure that came as JSON.
 *
 * @throws Refusal naming the field that is unknown or has a wrong value.
 */
export function parseFailure(value: JsonValue | undefined): Failure {
  if (!isJsonObject(value)) throw refusal(400, "bad_script", "a failure is an object: {match, times, behaviour}");
  checkFields("", value, FAILURE);
  checkFields("match.", value["match"] ?? {}, MATCH);
  if (value["behaviour"] === undefined) throw refusal(400, "bad_script", "behaviour is missing");
  checkFields("behaviour.", value["behaviour"], BEHAVIOUR);
  return value as JsonObject & Failure;
}

function checkFields(prefix: string, value: JsonValue, fields: Readonly<Record<string, Check>>): void {
  if (!isJsonObject(value)) return;
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name)) throw refusal(400, "bad_script", `${prefix}${name} is not a field of a failure`);
    if (fields[name]?.(field) !== true) throw refusal(400, "bad_script", `${prefix}${name} has a wrong value`);
  }
}
