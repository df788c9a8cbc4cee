import { EngineError } from "../../../core/base/errors.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { State } from "./state.ts";
import { upgradeFromFormat1, withPlaces, withSealedKeys } from "./upgrade.ts";

/** Version of the file's layout; a lower one is brought up to it, a higher one is refused. */
export const FORMAT = 2;

/** The tables in the order they stand in the file; each is an array of `[key, record]`. */
const TABLES = [
  "rules",
  "optStates",
  "contacts",
  "reservations",
  "dedupeRows",
  "events",
  "runs",
  "effects",
  "watermarks",
  "pauses",
  "audit",
  "ruleLoads",
  "tallies",
] as const satisfies readonly (keyof State)[];

/** Those that files of this format may not have yet. */
const LATER: readonly (keyof State)[] = ["watermarks", "pauses", "audit", "ruleLoads", "tallies"];

/** JSON text of a state, one record a line, so that a person can read and search it. */
export function formatState(state: State): string {
  const tables = TABLES.map((table) => {
    const lines = [...(state[table] as ReadonlyMap<string, unknown>)].map((entry) => `\n  ${JSON.stringify(entry)}`);
    return `,\n"${table}": [${lines.join(",")}\n]`;
  });
  return `{\n"format": ${FORMAT},\n"deploymentKey": ${JSON.stringify(state.deploymentKey)}${tables.join("")}\n}\n`;
}

/**
 * Reads what `formatState` wrote, now or in an earlier release.
 * @throws EngineError STORE_VERSION for a newer layout, STORE_UNAVAILABLE for anything else.
 */
export function parseState(text: string, path: string): State {
  const written = parseJson(text, path);
  const format = ownValue(written, "format");
  const file = format === 1 ? parseJson(withPlaces(text), path) : written;
  const deploymentKey = ownValue(file, "deploymentKey");
  if (typeof format === "number" && format > FORMAT) {
    throw new EngineError(
      "STORE_VERSION",
      `The store ${path} has format ${format}, this engine knows up to ${FORMAT}: run the engine that wrote it.`,
    );
  }
  if ((format !== 1 && format !== FORMAT) || typeof deploymentKey !== "string") throw damaged(path);
  const tables = TABLES.map((table) => {
    const entries = ownValue(file, table) ?? (LATER.includes(table) ? [] : null);
    if (!Array.isArray(entries)) throw damaged(path);
    return [table, new Map(entries as readonly (readonly [string, unknown])[])] as const;
  });
  const state = { deploymentKey, ...(Object.fromEntries(tables) as unknown as Omit<State, "deploymentKey">) };
  return withSealedKeys(format === 1 ? upgradeFromFormat1(state) : state);
}

/** The version of the layout of a file. @throws EngineError STORE_UNAVAILABLE when it has none. */
export function formatOf(text: string, path: string): number {
  const format = ownValue(parseJson(text, path), "format");
  if (typeof format !== "number") throw damaged(path);
  return format;
}

function parseJson(text: string, path: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (isJsonObject(value)) return value;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path);
}

function damaged(path: string, cause?: unknown): EngineError {
  return new EngineError("STORE_UNAVAILABLE", `The store ${path} is damaged or no store: restore a copy of it.`, {
    cause,
  });
}
