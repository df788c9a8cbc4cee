import { optHistoryOf } from "../../core/texting/opt-history.ts";
import type { SynchronousTables } from "../one-process/synchronous-tables.ts";
import { decide, listAudit, pausesOf } from "./decide.ts";
import { backlogOf, countEvents, countRuns, listEvents, listOptStates, listRuns, runBeside } from "./lists.ts";
import {
  heededRunsOf,
  historyOf,
  nextEvent,
  openRuns,
  optStateOf,
  ownText,
  readEventRecord,
  readRunRecord,
  replaysOf,
  storedOptStateOf,
  textsTo,
  waitingLanes,
} from "./read.ts";
import type { Records } from "./records.ts";
import { lanesOf } from "./erasing.ts";
import { forget } from "./retention.ts";
import { ruleVersionsOf, saveRule } from "./rule-versions.ts";
import { talliesIn } from "./tallies.ts";
import { acceptDelivery, writeChanges, writeShiftedWaits } from "./write.ts";

/** The tables of a lowdb; `records` gives what it holds now, another object after a write has failed. */
export function createTables(records: () => Records): SynchronousTables {
  return {
    deploymentKey: records().state.deploymentKey,
    accept: (delivery) => acceptDelivery(records(), delivery),
    writeChanges: (lane, changes) => writeChanges(records(), { lane, changes }),
    decide: (decision) => decide(records(), decision),
    pauses: () => pausesOf(records()),
    listAudit: (options) => listAudit(records(), options),
    shiftWaits: (byMs) => writeShiftedWaits(records(), byMs),
    saveRule: (rule, loadedAt) => {
      saveRule(records(), rule, loadedAt);
    },
    forget: (passage) => forget(records(), passage),
    // They go with the contact: the whole file is written however little it is.
    forgetQuiet: () => ({ count: 0, next: null }),
    lanesOf: (phone) => lanesOf(records(), phone),
    // The whole file is written in every transaction.
    touch: () => undefined,
    waitingLanes: () => waitingLanes(records()),
    openRuns: () => openRuns(records()),
    openRunsOf: (lane) => openRuns(records()).filter((run) => run.lane === lane),
    heededRunsOf: (lane) => heededRunsOf(records(), lane),
    nextEvent: (lane) => nextEvent(records(), lane),
    rule: (version) => records().state.rules.get(version) ?? null,
    ruleVersions: (ruleId) => ruleVersionsOf(records(), ruleId),
    contact: (lane) => records().state.contacts.get(lane) ?? null,
    optState: (phone) => optStateOf(records(), phone),
    optHistory: (phone) => optHistoryOf(storedOptStateOf(records().state, phone)),
    history: (lane, types, since) => historyOf(records(), { lane, types, since }),
    textsTo: (phone, since) => textsTo(records(), phone, since),
    reservation: (key) => records().state.reservations.get(key) ?? null,
    dedupeRow: (key) => records().state.dedupeRows.get(key) ?? null,
    watermark: (name) => records().state.watermarks.get(name) ?? null,
    setWatermark: (name, at) => {
      records().state.watermarks.set(name, at);
    },
    ownText: (ids) => ownText(records(), ids),
    event: (id) => {
      const stored = records().state.events.get(id);
      return stored === undefined ? null : readEventRecord(stored);
    },
    replaysOf: (eventId, limit) => replaysOf(records(), eventId, limit),
    run: (id) => {
      const run = records().state.runs.get(id);
      return run === undefined ? null : readRunRecord(records(), run);
    },
    listEvents: (options) => listEvents(records(), options),
    listRuns: (options) => listRuns(records(), options),
    runBeside: (id, side) => runBeside(records(), id, side),
    listOptStates: (options) => listOptStates(records(), options),
    countEvents: (filter) => countEvents(records(), filter),
    countRuns: (filter) => countRuns(records(), filter),
    backlog: () => backlogOf(records()),
    tallies: (options) => talliesIn(records().state, options),
  };
}
