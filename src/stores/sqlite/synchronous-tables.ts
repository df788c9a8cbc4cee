import { optHistoryOf } from "../../core/texting/opt-history.ts";
import type { SynchronousTables } from "../one-process/synchronous-tables.ts";
import { createSeal } from "../seal.ts";
import { createAccept } from "./accept.ts";
import { createWriteChanges } from "./commit.ts";
import type { Connection } from "./connection.ts";
import { createDecisions } from "./decide.ts";
import { createBacklog } from "./tables/backlog.ts";
import { createEventRecords } from "./tables/event-records.ts";
import { createInbox } from "./tables/inbox.ts";
import { createLedger } from "./tables/ledger.ts";
import { createOptStates } from "./tables/opt-states.ts";
import { createPauses } from "./tables/pauses.ts";
import { createReservations } from "./tables/reservations.ts";
import { createLanesOf } from "./erasing.ts";
import { createForgetting } from "./retention.ts";
import { createRunRecords } from "./tables/run-records.ts";
import { createTables } from "./tables/tables.ts";
import type { Tallies } from "./tables/tallies.ts";
import { createWatermarks } from "./tables/watermarks.ts";

/** All tables of a SQLite file. */
export function createSynchronousTables(
  connection: Connection,
  { deploymentKey, tallies }: { readonly deploymentKey: string; readonly tallies: Tallies },
): SynchronousTables {
  const inbox = createInbox(connection);
  const events = createEventRecords(connection);
  const runs = createRunRecords(connection);
  const ledger = createLedger(connection, runs);
  const seal = createSeal(deploymentKey);
  const optStates = createOptStates(connection, seal);
  const reservations = createReservations(connection);
  const tables = createTables(connection);
  const pauses = createPauses(connection);
  const accept = createAccept(connection, { inbox, optStates, tallies });
  const writing = { accept, inbox, ledger, optStates, pauses, reservations, tables, tallies };
  const writeChanges = createWriteChanges(writing);
  return {
    deploymentKey,
    accept,
    writeChanges,
    ...createDecisions(connection, { runs, pauses, seal, writeChanges }),
    shiftWaits: ledger.shiftWaits,
    saveRule: (rule, loadedAt) => {
      tables.saveRule(rule);
      tables.saveRuleLoad({ version: rule.version, firstAt: loadedAt, lastAt: loadedAt });
    },
    ...createForgetting(connection),
    lanesOf: createLanesOf(connection),
    touch: createTouch(connection),
    waitingLanes: inbox.waitingLanes,
    openRuns: runs.open,
    openRunsOf: runs.openOf,
    heededRunsOf: runs.heededOf,
    nextEvent: inbox.nextEvent,
    rule: tables.rule,
    ruleVersions: tables.ruleVersions,
    contact: tables.contact,
    optState: optStates.get,
    optHistory: (phone) => optHistoryOf(optStates.find(phone)),
    history: inbox.history,
    textsTo: ledger.textsTo,
    reservation: reservations.get,
    dedupeRow: inbox.dedupeRow,
    ...createWatermarks(connection),
    ownText: ledger.ownText,
    event: events.get,
    replaysOf: events.replaysOf,
    run: runs.get,
    listEvents: events.list,
    listRuns: runs.list,
    runBeside: runs.beside,
    listOptStates: optStates.list,
    countEvents: events.count,
    countRuns: runs.count,
    backlog: createBacklog(connection),
    tallies: tallies.list,
  };
}

function createTouch({ statement }: Connection): () => void {
  const touch = statement("UPDATE meta SET value = value WHERE key = 'deployment_key'");
  return () => {
    touch.run();
  };
}
