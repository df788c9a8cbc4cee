import {
  REDACTED,
  REDACTED_BODY,
  redactedEffect,
  redactedEvaluation,
  redactedEvent,
  redactedRun,
} from "../../core/event/redaction.ts";
import type { Passing } from "../../core/event/retention.ts";
import type { Passage, Passed } from "../../ports/store/retention.ts";
import type { Records } from "./records.ts";
import { dropEvent, isFinished, saveEffect, saveRun } from "./records.ts";
import type { StoredEvent } from "./file/state.ts";

/** Takes away what is old, all at once: the whole file is written however little it is. */
export function forget(records: Records, passage: Passage): Passed {
  const old = oldOf(records, passage);
  for (const key of old) TAKEN[passage.what](records, key, passage.now);
  return { count: old.length, next: null };
}

/** Ids or keys of what is old. */
export function oldOf(records: Records, { what, before }: Pick<Passage, "what" | "before">): readonly string[] {
  const { state } = records;
  switch (what) {
    case "events":
      return oldEvents(records, before).map(({ event }) => event.id);
    case "texts":
      return oldEvents(records, before)
        .filter(({ status, event }) => status === "done" && event.redactedAt === undefined)
        .map(({ event }) => event.id);
    case "dedupe_keys":
      return keysOf(state.dedupeRows, ({ at }) => at < before);
    case "reservations":
      return keysOf(state.reservations, ({ expiresAt }) => expiresAt < before);
    case "audit":
      return keysOf(state.audit, ({ at }) => at < before);
    case "tallies":
      return keysOf(state.tallies, ({ hourAt }) => hourAt < before);
  }
}

/** Drops finished events until only the newest so many of them are left, and audit entries and tallies likewise. */
export function trim(records: Records, keep: number): void {
  const { state } = records;
  const finished = [...state.events.values()].filter((stored) => isFinished(records, stored));
  for (const stored of finished.slice(0, Math.max(0, finished.length - keep))) dropEvent(records, stored);
  const entries = [...state.audit.keys()];
  for (const id of entries.slice(0, Math.max(0, entries.length - keep))) state.audit.delete(id);
  const tallies = [...state.tallies.keys()];
  for (const key of tallies.slice(0, Math.max(0, tallies.length - keep))) state.tallies.delete(key);
}

const TAKEN: Readonly<Record<Passing, (records: Records, key: string, now: number) => void>> = {
  events: (records, id) => {
    const stored = records.state.events.get(id);
    if (stored !== undefined) dropEvent(records, stored);
  },
  texts: redact,
  dedupe_keys: ({ state }, key) => {
    state.dedupeRows.delete(key);
  },
  reservations: ({ state }, key) => {
    state.reservations.delete(key);
  },
  audit: ({ state }, key) => {
    state.audit.delete(key);
  },
  tallies: ({ state }, key) => {
    state.tallies.delete(key);
  },
};

function redact(records: Records, id: string, now: number): void {
  const { state, runsOfEvent, effectsOfRun } = records;
  const stored = state.events.get(id);
  if (stored === undefined) return;
  state.events.set(id, {
    ...stored,
    event: redactedEvent(stored.event, now),
    body: REDACTED_BODY,
    error: stored.error === null ? null : REDACTED,
    variants: stored.variants.map((variant) => ({ ...variant, body: REDACTED_BODY })),
    evaluation: stored.evaluation === null ? null : redactedEvaluation(stored.evaluation),
  });
  for (const run of (runsOfEvent.get(id) ?? []).flatMap((runId) => state.runs.get(runId) ?? [])) {
    saveRun(records, redactedRun(run, now));
    const effects = (effectsOfRun.get(run.id) ?? []).flatMap((effectId) => state.effects.get(effectId) ?? []);
    for (const effect of effects) saveEffect(records, redactedEffect(effect, now));
  }
}

function oldEvents(records: Records, before: number): readonly StoredEvent[] {
  return [...records.state.events.values()].filter(
    (stored) => stored.event.receivedAt < before && isFinished(records, stored),
  );
}

function keysOf<Row>(rows: ReadonlyMap<string, Row>, isOld: (row: Row) => boolean): readonly string[] {
  return [...rows].flatMap(([key, row]) => (isOld(row) ? [key] : []));
}
