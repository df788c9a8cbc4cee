import type { Pause } from "../../../core/model/decision.ts";
import { nameTold } from "../../../core/event/apply-event.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { inboxName } from "../../../core/language/rule-data.ts";
import type { Event } from "../../../core/model/event.ts";
import type { EventRecord, Records } from "../../../ports/store/store.ts";
import { heardLines } from "../../records/explain/heard.ts";
import type { ReplayShown } from "../../records/replays.ts";
import { replaysShown } from "../../records/replays.ts";
import { maskedJson, maskedText, shownName } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskLane, withoutSecrets } from "../../text/redact.ts";
import { cutTo } from "../../text/cut.ts";
import { REMOVED } from "../../text/removed.ts";
import { calledAs } from "../contacts/called-as.ts";
import type { Answer } from "../events/answer.ts";
import { runsOn } from "../events/answer.ts";
import type { EventState } from "../events/event-list.ts";
import { eventState } from "../events/event-list.ts";
import { retold, runSentence, runTone } from "../run/run-sentence.ts";
import type { ViewLook } from "../view-look.ts";
import type { EventCommands } from "./event-commands.ts";
import { eventCommands } from "./event-commands.ts";
import { headlineOf } from "./headline.ts";
import type { RulesInForce } from "./outcomes-of.ts";
import { outcomesOf } from "./outcomes-of.ts";
import type { EventRules } from "./event-rules.ts";
import { eventRules } from "./event-rules.ts";
import type { OutcomeView } from "./shown-outcomes.ts";

/** A run an event started, in short. */
export interface StartedRun {
  readonly id: string;
  readonly ruleId: string;
  readonly status: string;
  readonly tone: ReturnType<typeof runTone>;
  readonly sentence: string;
}

/** One event with everything that came of it, numbers masked. */
export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly state: EventState;
  /** Whether its contact got a text for it; null where nobody waits for one, and where that is not known. */
  readonly answer: Answer | null;
  /** What came of it. */
  readonly sentence: string;
  readonly origin: string;
  readonly source: string;
  readonly author: string;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** What Heymarket's record, else events call the contact; null when nothing says a name. */
  readonly calledAs: string | null;
  /** Name of the inbox, or its id; null without one. */
  readonly inbox: string | null;
  readonly chatId: string | null;
  readonly text: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly at: number;
  readonly isLate: boolean;
  readonly isDry: boolean;
  /** When words were taken out because they were old, epoch milliseconds; null while they are there. */
  readonly redactedAt: number | null;
  readonly tokenLabel: string;
  readonly dedupeKey: string;
  readonly duplicates: number;
  /** Why it is an event of its own. */
  readonly dedupeNote: string;
  readonly variants: readonly { readonly receivedAt: number; readonly body: string }[];
  /** What it did to runs that waited. */
  readonly heard: readonly string[];
  /** What every rule made of it. */
  readonly outcomes: readonly OutcomeView[];
  /** The same, as many of them as a page takes. */
  readonly rules: EventRules;
  readonly runs: readonly StartedRun[];
  /** The event it is a replay of, and for which rule, null for all; null for what is none. */
  readonly replay: NonNullable<Event["replay"]> | null;
  /** Its replays, newest first. */
  readonly replays: readonly ReplayShown[];
  /** Which rules fired, by id. */
  readonly firedIds: readonly string[];
  readonly data: JsonValue;
  /** As received, or what stands in its place; of a long one its start. */
  readonly body: string;
  readonly commands: EventCommands;
}

/** What an event is looked at with. */
export interface EventParts extends ViewLook, RulesInForce {
  /** Address of the public listener. */
  readonly receiver: string;
}

type EventStore = Pick<Records, "getEvent" | "getContact" | "getRule" | "ruleVersions" | "listRuns" | "replaysOf"> & {
  readonly pauses: () => Promise<readonly Pause[]>;
};

const RUNS_SHOWN = 50;
const WORD_SHOWN = 200;
const TEXT_SHOWN = 1_600;
const BODY_SHOWN = 5_000;
const VARIANTS_SHOWN = 5;
const VARIANT_SHOWN = 1_000;
/** A command that is cut off does something else. */
const COMMAND_SHOWN = 3_000;

/** One event; null when it is not stored. */
export async function eventView(store: EventStore, id: string, parts: EventParts): Promise<EventView | null> {
  const record = await store.getEvent(id);
  if (record === null) return null;
  const records = (await runsOn(store, record, RUNS_SHOWN)).toReversed();
  const look = { ...parts, pauses: await store.pauses() };
  const runs = records.map((one) => ({
    ...{ id: one.run.id, ruleId: one.run.ruleId, status: one.run.status },
    tone: runTone(one),
    sentence: runSentence(one, look),
  }));
  const { rules, outcomes: kept } = await outcomesOf(store, record, parts);
  const outcomes = kept.map((one) => ({ ...one, reason: retold(one.reason, parts) }));
  const { event, body, variants, evaluation, ...told } = record;
  const { phone } = event;
  const shown = (text: string): string => maskedText(printable(text), phone);
  const word = (text: string): string => shorten(shown(text), WORD_SHOWN);
  return {
    ...{ id, type: shorten(event.type, WORD_SHOWN), state: eventState(record, records) },
    ...headlineOf(record, { runs: records, outcomes, rules, look }),
    ...{ origin: event.origin, source: printable(event.source), author: event.author },
    contact: maskLane(event.lane),
    calledAs: calledAs(await store.getContact(event.lane), phone) ?? shownName(nameTold(event), phone),
    inbox: event.inboxId === null ? null : printable(inboxName(event.inboxId, parts.settings) ?? event.inboxId),
    chatId: event.chatId === null ? null : word(event.chatId),
    text: event.text === null ? null : cutTo(shown(event.text), TEXT_SHOWN),
    ...{ receivedAt: event.receivedAt, at: event.at, isLate: event.late, isDry: event.dry === true },
    redactedAt: event.redactedAt ?? null,
    tokenLabel: told.tokenLabel,
    dedupeKey: word(told.dedupeKey),
    duplicates: told.duplicates,
    dedupeNote: dedupeNote(record),
    variants: variants
      .slice(-VARIANTS_SHOWN)
      .map((one) => ({ receivedAt: one.receivedAt, body: cutTo(shownBody(one.body, phone), VARIANT_SHOWN) })),
    heard: heardLines({ evaluation }),
    ...{ outcomes, runs, rules: eventRules(outcomes) },
    ...{ replay: event.replay ?? null, replays: await replaysShown(store, event) },
    firedIds: outcomes.filter(({ outcome }) => outcome === "fired").map(({ rule }) => rule),
    data: maskedJson(withoutSecrets(event.data), phone),
    body: event.redactedAt === undefined ? cutTo(shownBody(body, phone), BODY_SHOWN) : REMOVED,
    commands: shortCommands(eventCommands(record, parts.receiver)),
  };
}

function shortCommands({ curl, send }: EventCommands): EventCommands {
  const ofLength = (command: string | null): string | null =>
    command !== null && command.length > COMMAND_SHOWN ? null : command;
  return { curl: ofLength(curl), send: ofLength(send) };
}

/** A body as JSON with numbers and secrets hidden; of what is no JSON only the numbers can be found. */
function shownBody(body: string, phone: string | null): string {
  try {
    return printableJson(maskedJson(withoutSecrets(JSON.parse(body) as JsonValue), phone), 2);
  } catch {
    return maskedText(printable(body), phone);
  }
}

/** Why a delivery became this event, and what later ones came to. */
function dedupeNote({ event, duplicates, variants, dedupeKey }: EventRecord): string {
  const parts = [`No earlier delivery had the key ${shorten(dedupeKey, WORD_SHOWN)}, so it became an event of its own`];
  if (duplicates > 0)
    parts.push(
      `${duplicates === 1 ? "1 later delivery" : `${duplicates} later deliveries`} repeated it byte for byte and changed nothing`,
    );
  if (variants.length > 0)
    parts.push(
      `${variants.length === 1 ? "one more had" : `${variants.length} more had`} the same key but another content, which is kept below and was not evaluated`,
    );
  if (event.retells !== undefined)
    parts.push(
      event.retells === "text"
        ? "it tells of a text that an earlier event told of"
        : "it tells of an opt-out or opt-in that was known already",
    );
  return `${maskedText(parts.join("; "), event.phone)}.`;
}
