import type { JsonObject } from "../../core/base/json.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { KnownContact } from "../../core/model/contact-record.ts";
import { knownOf } from "../../core/model/contact-record.ts";
import type { OptState } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { toIso } from "../text/instants.ts";
import { maskedJson } from "../text/masked.ts";
import { withoutSecrets } from "../text/redact.ts";
import type { ReplayShown } from "./replays.ts";
import { eventJson, replaysJson, runJson } from "./record-json.ts";
import type { RunAhead } from "./run-ahead.ts";
import { contactSummary, eventSummary, runSummary } from "./record-summary.ts";
import { explainRules } from "./explain/rule-outcomes.ts";

/** An event of a list, with every number in it masked. */
export function maskedEventSummary(record: EventRecord): JsonObject {
  return masked(eventSummary(record), record.event.phone);
}

/** A run of a list, with every number in it masked. */
export function maskedRunSummary(record: RunRecord, replayOf: string | null): JsonObject {
  return masked(runSummary(record, replayOf), phoneOfLane(record.run.lane));
}

/** An event with what became of every rule and the runs it started, numbers masked; without the bytes in which they stand. */
export function maskedEvent(
  record: EventRecord,
  {
    runs,
    replays,
    ...by
  }: {
    readonly runs: readonly RunRecord[];
    readonly replays: readonly ReplayShown[];
    /** The versions it was evaluated by, and of the others those in force. */
    readonly rules: readonly Rule[];
    /** Hash of the rule set in force. */
    readonly ruleSet: string;
    /** Ids of those that were so when it was evaluated. */
    readonly asThen: ReadonlySet<string>;
    readonly settings: Settings;
  },
): JsonObject {
  const { data, lane, ...rest } = Object.fromEntries(
    Object.entries(eventJson(record) as JsonObject).filter(([name]) => !BYTES.includes(name)),
  );
  const { phone } = record.event;
  const told = { ...rest, contact: lane ?? null, data: withoutSecrets(data ?? null), variants: record.variants.length };
  return {
    ...masked({ ...told, rules: explainRules({ record, ...by }) }, phone),
    replays: [...replaysJson(replays)] as JsonObject[],
    runs: runs.map((run) => maskedRunSummary(run, record.event.replay?.of ?? null)),
  };
}

/** What was delivered, in which numbers stand in any form. */
const BYTES = ["body", "variants"];

/** A run with all its steps, numbers masked, and the verdict that started it. */
export function maskedRun(
  record: RunRecord,
  {
    event,
    rule,
    ahead,
  }: { readonly event: EventRecord | null; readonly rule: Rule | null; readonly ahead: RunAhead | null },
): JsonObject {
  const { lane, ...rest } = runJson(record) as JsonObject;
  const { id, ruleId, ruleVersion, continues } = record.run;
  const verdict = event?.evaluation?.verdicts.find((one) =>
    continues === null ? one.runId === id : one.ruleId === ruleId && one.ruleVersion === ruleVersion,
  );
  const place = rule && { file: rule.file, line: rule.place.line, column: rule.place.column };
  const behind = ahead?.record.run.id ?? null;
  return masked(
    { ...rest, behind, contact: lane ?? null, place, verdict: verdict ?? null },
    phoneOfLane(record.run.lane),
  );
}

/** What is known of a contact, Heymarket's record put together with the rest, the number masked. */
export function maskedContact(
  { contact, optState }: { readonly contact: Contact | null; readonly optState: OptState | null },
  events: readonly EventRecord[],
): JsonObject {
  const phone = optState?.phone ?? contact?.phone ?? null;
  const { readAt, ...known } = contact === null ? NOTHING_KNOWN : knownOf(contact);
  return {
    ...masked({ contact: phone ?? contact?.lane ?? null, ...known }, phone),
    recordReadAt: toIso(readAt),
    optState: optState && masked(contactSummary(optState), phone),
    newestAt: contact && toIso(contact.newestAt),
    events: events.map(maskedEventSummary),
  };
}

const NOTHING_KNOWN: KnownContact = {
  ...{ name: null, first: null, last: null, tags: [], owner: null, timezone: null, custom: {} },
  readAt: null,
};

function masked(value: object, phone: string | null): JsonObject {
  return maskedJson(value as JsonObject, phone) as JsonObject;
}
