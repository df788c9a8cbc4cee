import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { familyOf, isOutsideType } from "../../core/event/vocabulary.ts";
import { inboxName } from "../../core/language/rule-data.ts";
import type { Event } from "../../core/model/event.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import type { ContactThen } from "../past/contact-then.ts";
import type { Scrubber } from "./scrub.ts";

/** What is written down of an event that happened. */
export interface CaptureGiven {
  readonly event: Event;
  readonly contact: ContactThen;
  /** Events of the contact that the rule counts, oldest first. */
  readonly history: readonly Event[];
  readonly settings: Settings;
  readonly scrubber: Scrubber;
}

/** A test of a rule as it is written, but for what it expects: one event that happened, with what was known of its contact. */
export function capturedTest(given: CaptureGiven): JsonObject {
  const { event, settings, scrubber, history } = given;
  const now = secondOf(event.receivedAt, settings.timezone);
  const earlier = history.map((one) => {
    const ago = durationText(event.receivedAt - one.receivedAt);
    return { ago, ...writtenEvent(one, { settings, scrubber }) };
  });
  const about = { ...writtenContact(given), ...(earlier.length === 0 ? {} : { history: earlier }) };
  return {
    ...{ name: `captured ${event.type} of ${now.slice(0, 10)}`, now, given: about },
    events: [writtenEvent(event, { settings, scrubber })],
  };
}

/** What a test expects of what came, as it is written. */
export function writtenExpectations(effects: readonly Effect[], { timezone }: Pick<Settings, "timezone">): JsonObject {
  const isHeld = ({ status }: Effect): boolean => status === "blocked" || status === "deferred";
  const held = effects.filter(isHeld).map(({ guard }): JsonObject => ({ guard }));
  const made = effects
    .filter((effect) => !isHeld(effect))
    .map((effect): JsonObject => {
      const startedAt = effect.attempts[0]?.startedAt ?? effect.plannedAt;
      const at = startedAt - effect.plannedAt < 1_000 ? {} : { at: secondOf(startedAt, timezone) };
      const status = effect.status === "done" ? {} : { status: effect.status };
      return { [effect.action]: expectedKeys(effect), ...at, ...status };
    });
  return { expect: made, ...(held.length === 0 ? {} : { expect_blocked: held }) };
}

/** The keys of a request that a person would write. */
function expectedKeys({ request }: Effect): JsonValue {
  const named = ["connection", "method", "path", "event", "text", "json"];
  const all: JsonObject = request;
  const kept = Object.entries(all).filter(([key, value]) => named.includes(key) && value !== null);
  return kept.length === 0 ? true : Object.fromEntries(kept);
}

function writtenContact({ event, contact, scrubber }: CaptureGiven): JsonObject {
  const { phone, name } = scrubber;
  const { tags, timezone, optState } = contact;
  const custom = scrubber.json(contact.custom);
  return {
    contact: {
      ...(event.phone === null ? {} : { phone }),
      ...(contact.name === null ? {} : { name }),
      ...(tags.length === 0 ? {} : { tags: [...tags] }),
      ...(timezone === null ? {} : { timezone }),
      ...(Object.keys(custom).length === 0 ? {} : { custom }),
    },
    ...(optState === null ? {} : { [optState === "out" ? "opted_out" : "held"]: true }),
  };
}

function writtenEvent(event: Event, { settings, scrubber }: Pick<CaptureGiven, "settings" | "scrubber">): JsonObject {
  const { type, source, inboxId, text, status, author } = event;
  const isOutside = isOutsideType(type);
  const inbox = inboxId === null || isOutside ? {} : { inbox: inboxName(inboxId, settings) ?? inboxId };
  const named = settings.sources[source] === undefined || isOutside ? {} : { source };
  const hasText = familyOf(type) === "message" && text !== null;
  const extra = isOutside ? event.data : withoutWritten(event);
  const more = scrubber.json(extra);
  return {
    ...{ event: type, ...named, ...inbox },
    ...(hasText ? { text: scrubber.text(text) } : {}),
    ...(status === null || isOutside ? {} : { status }),
    ...(author === "human" ? { author } : {}),
    ...(Object.keys(more).length === 0 ? {} : { event_data: more }),
  };
}

/** Fields of Heymarket's that a test makes by itself, or has a key for. */
const MADE = ["id", "text", "status", "date", "updated", "created", "phone", "target", "user", "local_id", "inbox"];
const OF_CONVERSATION = ["id", "inbox", "target"];

/** What Heymarket told besides what a test makes by itself; when it happened only when it came late. */
function withoutWritten({ data, at, receivedAt }: Event): JsonObject {
  const isLate = receivedAt - at >= 1_000;
  return Object.fromEntries(
    Object.entries(data).filter(([key, value]) => {
      if (key === "date" && isLate) return true;
      if (key !== "conversation" || !isJsonObject(value)) return !MADE.includes(key) && value !== null;
      return Object.keys(value).some((name) => !OF_CONVERSATION.includes(name));
    }),
  );
}

/** The second in which an instant lies, as tests write it. */
function secondOf(at: number, zone: string): string {
  return isoInZone(Math.floor(at / 1_000) * 1_000, zone);
}

/** A length of time as tests write it; to the minute where it is more than eleven days. */
function durationText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return seconds <= 999_999 ? `${seconds}s` : `${Math.round(seconds / 60)}m`;
}
