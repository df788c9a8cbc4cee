import type { JsonObject, JsonValue } from "../../base/json.ts";
import { isJsonObject, valueAt } from "../../base/json.ts";
import { readWrittenNumber } from "../../base/phone.ts";
import type { OutsideSource } from "../../model/ruleset/settings.ts";
import { idText } from "../dedupe.ts";
import type { EnvelopeProblem } from "../envelope.ts";
import { parseBody, PROBLEMS } from "../envelope.ts";
import { parseVendorTime } from "../vendor/vendor-time.ts";

/** What a source says of where an event of another system belongs. */
export interface OutsideFacts {
  /** What makes two deliveries the same event; null when the system names nothing. */
  readonly id: string | null;
  /** E.164 with plus sign; null when there is none, or none that can be read. */
  readonly phone: string | null;
  /** Whether something stands where the number should, and cannot be read as one. */
  readonly hasOddPhone: boolean;
  /** When it happened, epoch milliseconds; null when that is not told. */
  readonly at: number | null;
  /** Inbox it belongs to; absent when nothing says so. */
  readonly inboxId?: string;
}

/** An event of another system, read by what is configured of its source. */
export interface OutsideBody {
  /** Name of the source and of the event, such as `shop.order_shipped`. */
  readonly type: string;
  readonly data: JsonObject;
  /** The body as JSON text. */
  readonly body: string;
  readonly facts: OutsideFacts;
}

/** Why a body is refused. */
export interface OutsideProblem {
  readonly code: EnvelopeProblem;
  readonly message: string;
}

/** By what a body is read. */
export interface OutsideContext {
  /** Name of the source. */
  readonly source: string;
  readonly reading: OutsideSource;
  /** Country in whose way the system writes numbers without country code. */
  readonly country: string;
  /** Id that came with the delivery and not in its body; null for none. */
  readonly deliveryId: string | null;
}

/** Reads the body of another system: one JSON object. Never throws. */
export function readOutsideBody(text: string, context: OutsideContext): OutsideBody | OutsideProblem {
  const parsed = parseBody(text);
  if ("problem" in parsed) return problemOf(parsed.problem);
  const { value } = parsed;
  if (!isJsonObject(value)) return problemOf("not_an_object", "The body is not one JSON object.");
  const { source, reading, deliveryId } = context;
  const name = "name" in reading.type ? reading.type.name : typeName(valueAt(value, reading.type.path));
  if (name === null) {
    return problemOf("no_type", missing("event type", "path" in reading.type ? reading.type.path : "", source));
  }
  const facts = outsideFacts(value, context);
  const id = facts.id ?? (reading.idPath === null ? deliveryId : null);
  if (reading.idPath !== null && id === null) {
    return problemOf("no_id", missing("id", reading.idPath, source));
  }
  return { type: `${source}.${name}`, data: value, body: JSON.stringify(value), facts: { ...facts, id } };
}

/** What a body says of where its event belongs. */
export function outsideFacts(
  data: JsonObject,
  { reading, country }: Pick<OutsideContext, "reading" | "country">,
): OutsideFacts {
  const read = (path: string | null): JsonValue => (path === null ? null : valueAt(data, path));
  const written = read(reading.phonePath);
  const phone = readWrittenNumber(written, country);
  return {
    id: idText(read(reading.idPath)),
    phone,
    hasOddPhone: phone === null && written !== null && written !== "",
    at: parseVendorTime(read(reading.atPath)),
  };
}

const MAXIMUM_NAME_LENGTH = 100;

/** A name as other systems give their events: `order_shipped`, `order.shipped`, `orders/fulfilled`. */
function typeName(value: JsonValue): string | null {
  if (typeof value !== "string" || value.length > MAXIMUM_NAME_LENGTH) return null;
  return /^[\w.:/-]+$/.test(value) ? value : null;
}

function problemOf(code: EnvelopeProblem, message: string = PROBLEMS[code]): OutsideProblem {
  return { code, message };
}

function missing(what: string, path: string, source: string): string {
  return `The body has no ${what} at $.${path}, where the source ${source} has it in heyrules.yaml.`;
}
