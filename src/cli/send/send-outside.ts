import { readFile } from "node:fs/promises";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { EngineError } from "../../core/base/errors.ts";
import { isJsonObject, ownValue, valueAt } from "../../core/base/json.ts";
import type { OutsideSource, Settings } from "../../core/model/ruleset/settings.ts";
import { settingsOfSource } from "../../core/model/source.ts";
import { printable } from "../../show/text/printable.ts";
import { parseJson } from "./http.ts";
import { optionOf } from "./send-fields.ts";
import type { SendInput } from "./send-fields.ts";

/** A source of another system, whose event is to be sent. */
export interface OutsideTarget {
  readonly name: string;
  readonly reading: OutsideSource;
}

/** The source of another system that `--source` or the event names, such as `shop.order_shipped`; null for Heymarket. */
export function outsideTarget(
  { type, source }: { readonly type: string | null; readonly source?: string },
  settings: Pick<Settings, "sources">,
): OutsideTarget | null {
  const name = source ?? (type?.includes(".") === true ? type.slice(0, type.indexOf(".")) : "");
  const reading = settingsOfSource(name, settings)?.outside ?? null;
  return reading === null ? null : { name, reading };
}

/**
 * The body that another system would post for an event: `--data` or `--file`, with the name of the event, `--id` and `--phone` where
 * the source has them, and an id of its own.
 *
 * @throws EngineError USAGE naming the option that is wrong.
 */
export async function outsideBodyAt(input: SendInput, target: OutsideTarget): Promise<(now: number) => JsonObject> {
  const { name, reading } = target;
  const foreign = (["text", "inbox", "author", "status", "localId", "chat", "media"] as const).find(
    (option) => input[option] !== undefined,
  );
  if (foreign !== undefined)
    throw usage(`${optionOf(foreign)} does not go with an event of ${name}: write its body as --data.`);
  let body = await writtenBody(input);
  const { type } = reading;
  const wanted = input.type === null ? null : input.type.replace(`${name}.`, "");
  if ("path" in type) body = withDefault(body, type.path, wanted);
  else if (wanted !== null && wanted !== type.name) {
    throw usage(`The source ${name} has one event: ${name}.${type.name}.`);
  }
  for (const [option, path] of [["id", reading.idPath] as const, ["phone", reading.phonePath] as const]) {
    const value = input[option];
    if (value === undefined) continue;
    if (path === null)
      throw usage(`--${option} does not go with ${name}: its source says not where the ${option} stands.`);
    body = withValue(body, path.split("."), value);
  }
  const { idPath } = reading;
  return (now) => (idPath === null ? body : withDefault(body, idPath, String(now)));
}

async function writtenBody({ data, file }: SendInput): Promise<JsonObject> {
  if (file !== undefined && data !== undefined) throw usage("--data does not go with --file.");
  const text =
    file === undefined
      ? (data ?? "{}")
      : await readFile(file, "utf8").catch((error: unknown) => {
          throw new EngineError("USAGE", `--file ${file} cannot be read.`, { cause: error });
        });
  const value = parseJson(text);
  if (isJsonObject(value)) return value;
  throw usage(
    file === undefined ? "--data takes a JSON object." : `--file ${printable(file)} does not hold a JSON object.`,
  );
}

function withDefault(body: JsonObject, path: string, value: string | null): JsonObject {
  return value === null || valueAt(body, path) !== null ? body : withValue(body, path.split("."), value);
}

function withValue(body: JsonObject, names: readonly string[], value: JsonValue): JsonObject {
  const [name = "", ...below] = names;
  if (below.length === 0) return { ...body, [name]: value };
  const known = ownValue(body, name);
  return { ...body, [name]: withValue(isJsonObject(known) ? known : {}, below, value) };
}

function usage(message: string): EngineError {
  return new EngineError("USAGE", message);
}
