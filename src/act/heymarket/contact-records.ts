import { isJsonObject, ownText, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { idText } from "../../core/event/dedupe.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import type { ContactRecord } from "../../core/model/contact.ts";
import { absentRecord } from "../../core/model/contact-record.ts";
import { isTimeZone } from "../../core/time/calendar.ts";
import type { ContactReading, ContactRecords } from "../../ports/outside/contact-records.ts";
import type { HeymarketAccess } from "../../ports/outside/connection.ts";
import type { Clock } from "../../ports/system.ts";
import { sizeOf } from "./client/allowance-of.ts";
import type { Call } from "../http/calls.ts";
import { Ended, performCalls, refusalOf } from "../http/calls.ts";
import type { HeymarketClient } from "./client/heymarket-client.ts";
import { createPoliteClient } from "./client/polite-client.ts";
import { requireNumber } from "./contact-record.ts";
import type { Names } from "./names.ts";

const RETRY_EVERY_MS = 1_000;
/** Who could not be read is not asked for again so soon, so that each further event need not wait as long. */
const FAILURE_COUNTS_MS = 30_000;
const FAILURES_KEPT = 10_000;
const NOT_READ = "The contact was not read";

/**
 * Contacts by `POST /v1/contact/get`, with the names of their tags and fields. Texts go first, and a contact that cannot be
 * read stops none: docs/decisions/0021-contacts.md. Source: developers.heymarket.com/api-reference/contacts.
 */
export function createContactRecords(
  heymarket: HeymarketClient,
  {
    names,
    clock,
    rate,
  }: { readonly names: Names; readonly clock: Clock; readonly rate: HeymarketAccess["rate"] | null },
): ContactRecords {
  const client = createPoliteClient(heymarket, { perSecond: rate === null ? 1 : sizeOf(rate).perSecond });
  const underWay = new Map<string, Promise<ContactReading>>();
  const failures = new Map<string, { readonly until: number; readonly problem: string }>();

  async function read(phone: string, waitMs: number): Promise<ContactReading> {
    const failure = failures.get(phone);
    if (failure !== undefined && performance.now() < failure.until) return { ok: false, problem: failure.problem };
    failures.delete(phone);
    const reading = await readPatiently({ client, names, clock, phone, waitMs });
    client.tell(reading.ok);
    if (!reading.ok) {
      const [oldest] = failures.keys();
      if (failures.size >= FAILURES_KEPT && oldest !== undefined) failures.delete(oldest);
      failures.set(phone, { until: performance.now() + FAILURE_COUNTS_MS, problem: reading.problem });
    }
    return reading;
  }

  return {
    read: (phone, waitMs) => {
      const known = underWay.get(phone);
      if (known !== undefined) return known;
      const reading = read(phone, waitMs).finally(() => underWay.delete(phone));
      underWay.set(phone, reading);
      return reading;
    },
  };
}

async function readPatiently(asked: {
  readonly client: HeymarketClient;
  readonly names: Names;
  readonly clock: Clock;
  readonly phone: string;
  readonly waitMs: number;
}): Promise<ContactReading> {
  const { client, names, clock, phone, waitMs } = asked;
  const endsAt = performance.now() + waitMs;
  for (;;) {
    const timeoutMs = Math.max(1, Math.floor(endsAt - performance.now()));
    const read = await performCalls({ client, timeoutMs, notDone: NOT_READ, hasSlot: false }, (call) =>
      readRecord(phone, { call, names, readAt: () => clock.now() }),
    );
    if (!("kind" in read)) return { ok: true, record: read };
    const failed: ContactReading = { ok: false, problem: read.message };
    if (read.kind === "refused") return failed;
    const pauseMs = read.kind === "not_sent" ? Math.max(RETRY_EVERY_MS, read.retryAfterMs ?? 0) : RETRY_EVERY_MS;
    if (performance.now() + pauseMs >= endsAt) return failed;
    await passed(pauseMs);
  }
}

async function readRecord(
  phone: string,
  { call, names, readAt }: { readonly call: Call; readonly names: Names; readonly readAt: () => number },
): Promise<ContactRecord> {
  // What is changed while the answer is on its way may not be in it.
  const askedAt = readAt();
  const answer = await call("POST", "/v1/contact/get", { phone: vendorNumber(phone) }).catch((error: unknown) => {
    if (refusalOf(error)?.httpStatus === 404) return null;
    throw error;
  });
  const contact = answer?.json ?? null;
  if (!isJsonObject(contact) || idText(ownValue(contact, "id")) === null) return absentRecord(askedAt);
  requireNumber(contact, phone, NOT_READ);
  const custom = await customOf(contact, names, call);
  return {
    readAt: askedAt,
    isKnown: true,
    name: written(contact, "display_name"),
    first: written(contact, "first"),
    last: written(contact, "last"),
    tags: await tagsOf(contact, names, call),
    owner: ownerOf(contact),
    timezone: zoneOf(contact, custom),
    custom,
    ...(ownValue(contact, "is_opted_out") === true ? { isOptedOut: true } : {}),
  };
}

function written(contact: JsonObject, name: string): string | null {
  const text = ownText(contact, name)?.trim() ?? "";
  return text === "" ? null : text;
}

/** Answers hold tags as `{ tag_id }`, `{ id }`, a bare number, or with their name; which one is not documented. */
async function tagsOf(contact: JsonObject, names: Names, call: Call): Promise<readonly string[]> {
  const value = ownValue(contact, "tags");
  const tags: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const ids = tags.map((tag) =>
    isJsonObject(tag) ? (idText(ownValue(tag, "tag_id")) ?? idText(ownValue(tag, "id"))) : idText(tag),
  );
  const nameOf = await names.namesOf(
    "tag",
    ids.filter((id) => id !== null),
    call,
  );
  return tags.flatMap((tag, index) => {
    const own = isJsonObject(tag) ? ownText(tag, "tag") : null;
    const name = own ?? nameOf.get(ids[index] ?? "");
    return name === undefined ? [] : [name];
  });
}

/** By title; a field whose title cannot be had goes by its id. */
async function customOf(contact: JsonObject, names: Names, call: Call): Promise<JsonObject> {
  const custom = ownValue(contact, "custom");
  const entries = isJsonObject(custom)
    ? Object.entries(custom).filter(([, value]) => value !== "" && value !== null)
    : [];
  const titles = await names
    .namesOf(
      "field",
      entries.map(([id]) => id),
      call,
    )
    .catch((error: unknown) => {
      // That path is documented without its answer: where it is another one, the other data still counts.
      if (error instanceof Ended && error.outcome.kind === "refused") return new Map<string, string>();
      throw error;
    });
  return Object.fromEntries(entries.map(([id, value]) => [titles.get(id) ?? id, value]));
}

/** -1 is nobody. */
function ownerOf(contact: JsonObject): string | null {
  const owner = idText(ownValue(contact, "assigned_user_id"));
  return owner === null || !/^[1-9]/.test(owner) ? null : owner;
}

/** No field of the documentation holds a zone: one called so, or a custom field with such a title. */
function zoneOf(contact: JsonObject, custom: JsonObject): string | null {
  const titled = Object.entries(custom).filter(([title]) => /^time[ _-]?zone$/i.test(title.trim()));
  const candidates = [
    ownValue(contact, "timezone"),
    ownValue(contact, "time_zone"),
    ...titled.map(([, value]) => value),
  ];
  return candidates.find((zone): zone is string => typeof zone === "string" && isTimeZone(zone)) ?? null;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
