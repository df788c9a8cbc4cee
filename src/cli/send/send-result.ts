import { retell } from "../../show/text/instants.ts";
import { openReadOnlyStore } from "../../app/store/kept-store.ts";
import type { Exchange } from "../../app/sandbox.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { sampleNumberBeside } from "../../core/base/phone.ts";
import { storeName } from "../../core/base/store-url.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { OptState } from "../../core/model/event.ts";
import { namesKey } from "../../core/model/key-words.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Store } from "../../ports/store/store.ts";
import type { EventOutcome, EventWithRuns } from "../demo/await-event.ts";
import { awaitEvent } from "../demo/await-event.ts";
import type { CliContext } from "../context.ts";
import type { DevState } from "../dev/dev-state.ts";
import { formatEvaluation } from "../../show/records/explain/explain.ts";
import { explainRules } from "../../show/records/explain/rule-outcomes.ts";
import { noTextSentence } from "../../show/views/event/no-text.ts";
import { formatExchange } from "../demo/format-exchange.ts";
import { parseJson, request } from "./http.ts";
import { clockHint, eventPageOf, waitJson, waitLines, waitsOf } from "./send-waits.ts";
import { shownZone } from "../../show/text/style.ts";
import { formatOptState } from "../../show/records/opt-state.ts";
import { runJson } from "../../show/records/record-json.ts";

/** Requests the fakes of a `dev` have got, oldest first. */
export interface FakeRequests {
  readonly heymarket: readonly Exchange[];
  readonly crm: readonly Exchange[];
  /** Of those that stand for a vendor, by connection. */
  readonly vendors: Readonly<Record<string, readonly Exchange[]>>;
}

/** What a `dev` made of an event. */
export interface DevResult {
  /** Null when the event is not in its store. */
  readonly outcome: EventOutcome | null;
  /** Whether its contact may be texted now; null when nothing is known, which means yes. */
  readonly optState: OptState | null;
  /** Those in force. */
  readonly rules: readonly Rule[];
  /** What the fakes got since the snapshot. */
  readonly received: FakeRequests;
}

const SETTLE_MS = 5_000;

/** What the fakes have got so far. @throws EngineError REMOTE_UNREACHABLE. */
export async function snapshotFakes(dev: DevState): Promise<FakeRequests> {
  const [heymarket, crm] = await Promise.all([requestsOf(dev.heymarketUrl), requestsOf(dev.crmUrl)]);
  const vendors = Object.entries(dev.vendorUrls ?? {}).map(
    async ([name, url]) => [name, await requestsOf(url)] as const,
  );
  return { heymarket, crm, vendors: Object.fromEntries(await Promise.all(vendors)) };
}

/** Waits until `dev` is done with an event and gathers what came of it, from its store and its fakes. */
export async function readDevResult(dev: DevState, eventId: string, before: FakeRequests): Promise<DevResult> {
  const read = <Result>(work: (store: Store) => Promise<Result>): Promise<Result> => readStore(dev.store, work);
  const outcome = await awaitEvent(read, eventId, SETTLE_MS);
  const phone = outcome?.record.event.phone ?? null;
  const optState = phone === null ? null : await read((store) => store.optStateOf(phone));
  const rules = await read((store) => Promise.all(dev.ruleVersions.map((version) => store.getRule(version))));
  const now = await snapshotFakes(dev);
  return {
    outcome,
    optState,
    rules: rules.filter((rule) => rule !== null),
    received: {
      heymarket: newOnes(before.heymarket, now.heymarket),
      crm: newOnes(before.crm, now.crm),
      vendors: mapped(now.vendors, (exchanges, name) => newOnes(before.vendors[name] ?? [], exchanges)),
    },
  };
}

/** Prints which rules fired and which did not, with reasons, and what the fakes got. */
export function printDevResult(
  context: CliContext,
  dev: DevState,
  { outcome, optState, rules, received }: DevResult,
): void {
  if (outcome === null) {
    context.note(`The store of dev, ${storeName(dev.store)}, does not have this event: there is nothing to explain.`);
    return;
  }
  for (const { record, runs } of [outcome, ...outcome.told]) {
    const evaluated = { record, runs, rules, settings: dev.settings, showsNumbers: true };
    const [head = "", ...lines] = formatEvaluation(context, evaluated);
    const none = noTextSentence({ ...evaluated, outcomes: explainRules(evaluated) });
    for (const line of [head, ...(none === null ? [] : [`  ${retell(none, dev.settings.timezone)}`]), ...lines])
      context.out(line);
  }
  for (const line of formatOptState(context, outcome.record.event, optState)) context.out(line);
  const hint = limitHint(outcome, { rules, dev });
  if (hint !== null) context.note(hint);
  printWaits(context, dev, outcome);
  if (!outcome.isSettled) context.note(`It is not done after ${SETTLE_MS / 1_000} s; this is how far it came.`);
  printReceived(context, "fake Heymarket", received.heymarket);
  const vendors = Object.entries(received.vendors);
  // Without a connection of a vendor there is one CRM; beside them it is of interest when it was called.
  if (vendors.length === 0 || received.crm.length > 0) printReceived(context, "fake CRM", received.crm);
  for (const [name, exchanges] of vendors) printReceived(context, `fake ${name}`, exchanges);
}

/** What is not done yet, until when, and where to look: somebody who tries a rule waits for its text in vain else. */
function printWaits(context: CliContext, dev: DevState, outcome: EventOutcome): void {
  const waits = waitsOf(outcome);
  if (waits.length === 0) return;
  const zone = shownZone(context, dev.settings);
  for (const line of waitLines(waits, zone)) context.note(context.style.yellow(line));
  const hint = clockHint(waits, zone);
  if (hint !== null) context.note(hint);
  const page = eventPageOf(outcome.record.event.id, dev.adminUrl);
  if (page !== null) context.note(`What becomes of it: ${page}`);
}

/** How to get past the limit that kept a rule from firing again: somebody who tries it for the second time wonders. Null without one. */
function limitHint(
  { record }: EventOutcome,
  { rules, dev }: Pick<DevResult, "rules"> & { readonly dev: DevState },
): string | null {
  const limited = explainRules({ record, rules, settings: dev.settings }).filter(
    ({ outcome }) => outcome === "limited",
  );
  const [first] = limited;
  if (first === undefined) return null;
  if (limited.some(({ reason }) => !namesKey(reason)))
    return `Limits count by contact: --phone "${sampleNumberBeside(record.event.phone)}" sends as another one.`;
  return `Limits of ${first.rule} count by its own key: an event that gives another one is not limited.`;
}

/** The same as one object. */
export function devResultJson(dev: DevState, { outcome, optState, rules, received }: DevResult): object {
  const explained = ({ record, runs }: EventWithRuns): object => ({
    rules: explainRules({ record, rules, settings: dev.settings }),
    runs: runs.map(runJson),
  });
  return {
    status: outcome?.record.status ?? null,
    settled: outcome?.isSettled ?? false,
    optState: optState === null ? null : { state: optState.state, reason: optState.reason },
    ...(outcome === null ? { rules: [], runs: [] } : explained(outcome)),
    told:
      outcome?.told.map((one) => ({ event: one.record.event.id, type: one.record.event.type, ...explained(one) })) ??
      [],
    waits: outcome === null ? [] : waitsOf(outcome).map(waitJson),
    page: outcome === null ? null : eventPageOf(outcome.record.event.id, dev.adminUrl),
    received: {
      heymarket: received.heymarket.map(exchangeJson),
      crm: received.crm.map(exchangeJson),
      vendors: mapped(received.vendors, (exchanges) => exchanges.map(exchangeJson)),
    },
  };
}

function printReceived(context: CliContext, who: string, exchanges: readonly Exchange[]): void {
  const { style } = context;
  context.out(style.dim(`${who} got${exchanges.length === 0 ? " nothing" : ""}`));
  for (const exchange of exchanges) context.out(style.dim(`  ${formatExchange(exchange)}`));
}

async function readStore<Result>(url: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openReadOnlyStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function requestsOf(fakeUrl: string): Promise<readonly Exchange[]> {
  const state = parseJson((await request(`${fakeUrl}/_sandbox/state`)).text);
  const requests = ownValue(state, "requests");
  return Array.isArray(requests) ? requests.filter(isExchange) : [];
}

function isExchange(value: JsonValue): value is JsonValue & Exchange {
  return isJsonObject(value) && typeof value["requestId"] === "string" && typeof value["path"] === "string";
}

function mapped<From, To>(
  values: Readonly<Record<string, From>>,
  by: (value: From, name: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, by(value, name)]));
}

function newOnes(before: readonly Exchange[], now: readonly Exchange[]): readonly Exchange[] {
  const known = new Set(before.map(({ requestId }) => requestId));
  return now.filter(({ requestId }) => !known.has(requestId));
}

function exchangeJson({ method, path, status, body }: Exchange): object {
  return { method, path, status, body };
}
