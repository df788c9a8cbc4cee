import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import { canonicalType, EVENT_TYPES } from "../../core/event/vocabulary.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { EventRecord } from "../../ports/store/store.ts";
import type { EventStatus, ListEventsOptions } from "../../ports/store/lists.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { givenNumber } from "./given-number.ts";
import { EXIT, printJson } from "../context.ts";
import { formatEventDetails } from "../../show/records/event-details.ts";
import { findEvent } from "./find-record.ts";
import { readSince, toSecond } from "../../show/text/instants.ts";
import { maskLane } from "../../show/text/redact.ts";
import { withProjectStore } from "./open-project-store.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { loadProject } from "../project.ts";
import { sourceNames, unknownSource } from "../source-names.ts";
import { replaysShown, typeShown } from "../../show/records/replays.ts";
import { eventJson, replaysJson, runJson } from "../../show/records/record-json.ts";
import { eventSummary, TEXT_LENGTH } from "../../show/records/record-summary.ts";
import { formatTable } from "../../show/text/table.ts";

/** What `events ls` is asked for, as written. */
export interface EventsQuery {
  /** URL of the store, or absent for the project's. */
  readonly store?: string;
  readonly type?: string;
  readonly source?: string;
  readonly phone?: string;
  readonly status?: EventStatus;
  readonly since?: string;
  readonly limit: number;
}

/** More runs than one event can start. */
const RUNS_SHOWN = 100;

/** `heyrules events ls`: the newest events, numbers masked and texts shortened. */
export async function listEvents(context: CliContext, globals: GlobalOptions, options: EventsQuery): Promise<ExitCode> {
  const phone =
    options.phone === undefined ? null : await givenNumber(context, globals, { text: options.phone, what: "--phone" });
  const query = readQuery(options, phone);
  const shown = await withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const wanted = query(now, zone);
    const { rows: records } = await store.listEvents(wanted);
    if (records.length === 0 && wanted.type !== undefined) await checkType(wanted.type, store);
    if (records.length === 0) await checkSource(context, globals, { source: wanted.source, store });
    return { records, zone, isFiltered: Object.keys(wanted).length > 1 };
  });
  const { records, zone, isFiltered } = shown;
  if (globals.json) {
    printJson(context, "events", { events: records.map(eventSummary) });
    return EXIT.ok;
  }
  if (records.length === 0) {
    context.note(isFiltered ? "There is no such event in the store." : "There is no event in the store yet.");
    return EXIT.ok;
  }
  const rows = records.map((record) => [
    toSecond(record.event.receivedAt, zone),
    record.event.id,
    typeShown(record.event),
    record.status,
    maskLane(record.event.lane),
    firedOf(record),
    shorten(record.event.text ?? "", TEXT_LENGTH),
  ]);
  const header = ["received", "id", "type", "status", "contact", "fired", "text"];
  for (const line of formatTable(rows, { header, ...context, whole: [0, 1], below: [4, 5, 6] })) context.out(line);
  return EXIT.ok;
}

/** `heyrules events show ID`: one event, what every rule made of it, and the runs it started. */
export function showEvent(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly store?: string },
): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const record = await findEvent(store, options.id);
    const runs = (await store.listRuns({ eventId: record.event.id, limit: RUNS_SHOWN })).rows.toReversed();
    const replays = await replaysShown(store, record.event);
    if (globals.json) {
      printJson(context, "event", { ...eventJson(record), replays: replaysJson(replays), runs: runs.map(runJson) });
      return EXIT.ok;
    }
    const versions = await Promise.all(
      (record.evaluation?.verdicts ?? []).map(({ ruleVersion }) => store.getRule(ruleVersion)),
    );
    const project = await loadProject(context, globals, { requireSecrets: false }).catch((error: unknown) => {
      // A store that is named can be read where there is no project.
      if (error instanceof EngineError) return { config: null, rules: [] };
      throw error;
    });
    const evaluatedBy = versions.filter((rule) => rule !== null);
    for (const line of formatEventDetails(context, { record, runs, replays, evaluatedBy, project, zone }))
      context.out(line);
    return EXIT.ok;
  });
}

/** What is asked for, once somebody knows what time it is. */
function readQuery(
  { type, source, status, since, limit }: EventsQuery,
  number: string | null,
): (now: number, zone: string) => ListEventsOptions {
  const from = since === undefined ? null : readSince(since);
  return (now, zone) => ({
    limit,
    ...(type === undefined ? {} : { type: canonicalType(type) }),
    ...(source === undefined ? {} : { source }),
    ...(number === null ? {} : { phone: number }),
    ...(status === undefined ? {} : { status }),
    ...(from === null ? {} : { since: from(now, zone) }),
  });
}

/**
 * Heymarket may add types, so one that is stored is right whatever it is called.
 *
 * @throws EngineError USAGE for a type that is neither known nor stored.
 */
async function checkType(type: string, store: ReadStore): Promise<void> {
  if (EVENT_TYPES.includes(type) || (await store.listEvents({ type, limit: 1 })).rows.length > 0) return;
  const hint = suggest(type, EVENT_TYPES) ?? `the types are ${EVENT_TYPES.join(", ")}.`;
  const message = `"${printable(type)}" is no event of Heymarket, and none of that type is in the store; ${hint}`;
  throw new EngineError("USAGE", message);
}

/**
 * A source may have been taken out of heyrules.yaml, so one with events in the store is right.
 *
 * @throws EngineError USAGE for a source that is neither configured nor stored.
 */
async function checkSource(
  context: CliContext,
  globals: GlobalOptions,
  { source, store }: { readonly source: string | undefined; readonly store: ReadStore },
): Promise<void> {
  if (source === undefined || (await store.listEvents({ source, limit: 1 })).rows.length > 0) return;
  const names = await sourceNames(context, globals);
  if (names !== null && !names.includes(source)) throw new EngineError("USAGE", unknownSource(source, names));
}

/** How many rules fired of those that were looked at. */
function firedOf({ evaluation }: EventRecord): string {
  if (evaluation === null) return "";
  return `${evaluation.verdicts.filter(({ outcome }) => outcome === "fired").length}/${evaluation.verdicts.length}`;
}
