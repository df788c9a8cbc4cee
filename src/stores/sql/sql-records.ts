import type { Author, Event, OptPast, OptState } from "../../core/model/event.ts";
import type { Reservation } from "../../core/model/changes.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import type { Evaluation } from "../../core/model/trace.ts";
import type { EventRecord, RuleVersion } from "../../ports/store/store.ts";
import type { EventStatus } from "../../ports/store/lists.ts";
import { completeEvent, completeRule } from "../older-records.ts";
import type { SqlRow } from "./sql-rows.ts";
import { integerOf, integerOrNullOf, recordOf, textOf, textOrNullOf } from "./sql-rows.ts";

/** The event of a row that has its columns; SQLite has no booleans. */
export function eventOf(row: SqlRow): Event {
  const event = completeEvent(recordOf(row, "event") as Event);
  const author = textOf(row, "author") as Author;
  const late = row["late"] === true || row["late"] === 1;
  return event.author === author && event.late === late ? event : { ...event, author, late };
}

/**
 * Between which two the dedupe keys of all replays of an event are (`replayKey`). A replay has the lane, type and time of the
 * event, too, by which it is found.
 */
export function replayKeys(eventId: string): readonly [first: string, before: string] {
  return [`replay ${eventId} `, `replay ${eventId}!`];
}

/** The event of a row as a person looks at it. */
export function eventRecordOf(row: SqlRow, variants: EventRecord["variants"]): EventRecord {
  return {
    event: eventOf(row),
    status: textOf(row, "status") as EventStatus,
    error: textOrNullOf(row, "error"),
    body: textOf(row, "body"),
    tokenLabel: textOf(row, "token_label"),
    dedupeKey: textOf(row, "dedupe_key"),
    duplicates: integerOf(row, "duplicates"),
    variants,
    evaluation: row["evaluation"] === null ? null : (recordOf(row, "evaluation of event", "evaluation") as Evaluation),
  };
}

/** Versions of rules with when they were loaded, for {@link ruleVersionOf}; what stands behind WHERE is to follow. */
export const RULE_VERSIONS = `
  SELECT rule_versions.version, record, first_at, last_at FROM rule_versions LEFT JOIN rule_loads ON rule_loads.version = rule_versions.version`;

/** The version of a rule that a row of {@link RULE_VERSIONS} holds. */
export function ruleVersionOf(row: SqlRow): RuleVersion {
  return {
    rule: completeRule(recordOf(row, "rule version") as Rule),
    firstLoadedAt: integerOrNullOf(row, "first_at"),
    lastLoadedAt: integerOrNullOf(row, "last_at"),
  };
}

/** A body that a row of `event_variants` holds. */
export function variantOf(row: SqlRow): EventRecord["variants"][number] {
  return { receivedAt: integerOf(row, "received_at"), body: textOf(row, "body") };
}

/** The opt state of a row that has its columns. */
export function storedOptStateOf(row: SqlRow): StoredOptState {
  return {
    phone: textOf(row, "phone"),
    state: textOf(row, "state") as OptState["state"],
    optedOutAt: integerOrNullOf(row, "opted_out_at"),
    outAt: integerOrNullOf(row, "out_at"),
    changedAt: integerOf(row, "changed_at"),
    reason: textOf(row, "reason"),
    undatedOptIns: recordOf(row, "opt state of", "undated_opt_ins") as readonly string[],
    history: recordOf(row, "opt state of", "history") as readonly OptPast[],
  };
}

/** The reservation of a row that has its columns. */
export function reservationOf(row: SqlRow): Reservation {
  return {
    key: textOf(row, "key"),
    runId: textOf(row, "run_id"),
    state: textOf(row, "state") as Reservation["state"],
    at: integerOf(row, "at"),
    expiresAt: integerOf(row, "expires_at"),
  };
}
