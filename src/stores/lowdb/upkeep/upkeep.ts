import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Passing } from "../../../core/event/retention.ts";
import type { Age, Pruned, StoreCondition, StoreUpkeep } from "../../../ports/store/upkeep.ts";
import { forgetAll } from "../../forget-all.ts";
import { lockForProcess } from "../../on-disk/process-lock.ts";
import { checkStoreFile, storePath } from "../../on-disk/store-file.ts";
import { createDurableFile } from "../file/durable-file.ts";
import { FORMAT, formatOf, parseState } from "../file/file-format.ts";
import type { Records } from "../records.ts";
import { indexState } from "../records.ts";
import { forget, oldOf } from "../retention.ts";
import type { State } from "../file/state.ts";
import { keepRecord, openFilling } from "./filling.ts";
import { openSnapshot } from "./snapshot.ts";

/** What a person does with the JSON store in a file. */
export function createLowdbUpkeep(file: string): StoreUpkeep {
  const path = storePath(file);
  return {
    check: async () => {
      const text = await readText(path);
      const { state } = indexState(parseState(text, path));
      const sizes = [{ name: path, bytes: statSync(path).size }];
      return { version: formatOf(text, path), newestVersion: FORMAT, sizes, ...contentsOf(state) };
    },
    migrate: () =>
      owning(path, async () => {
        const text = await readText(path);
        const state = parseState(text, path);
        const from = formatOf(text, path);
        if (from < FORMAT) await createDurableFile(path).write(state);
        return { from, to: FORMAT };
      }),
    planPrune: async (age) => countOld(await readRecords(path), age),
    prune: (age, entryOf) =>
      owning(path, async () => {
        const records = await readRecords(path);
        const planned = countOld(records, age);
        await forgetAll(age, (passage) => Promise.resolve(forget(records, passage)));
        keepRecord(records.state, ["audit", entryOf(planned)]);
        await createDurableFile(path).write(records.state);
        return planned;
      }),
    backUp: async (copy, marks) => {
      // Its name always stands for one whole state.
      const state = parseState(await readText(path), path);
      for (const mark of marks) keepRecord(state, mark);
      await createDurableFile(copy).write(state);
    },
    openSnapshot: async () => {
      checkStoreFile(path);
      return openSnapshot(path);
    },
    openFilling: () => openFilling(path),
  };
}

async function readText(path: string): Promise<string> {
  checkStoreFile(path);
  return readFile(path, "utf8");
}

async function readRecords(path: string): Promise<Records> {
  return indexState(parseState(await readText(path), path));
}

/** Changes a file that no engine has open. */
async function owning<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  checkStoreFile(path);
  const lock = lockForProcess(path);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function countOld(records: Records, { horizons }: Age): Pruned {
  const { runsOfEvent, effectsOfRun } = records;
  const old = (what: Passing) => oldOf(records, { what, before: horizons[what] });
  const events = new Set(old("events"));
  const runs = [...events].flatMap((id) => runsOfEvent.get(id) ?? []);
  return {
    events: events.size,
    runs: runs.length,
    effects: runs.reduce((sum, id) => sum + (effectsOfRun.get(id)?.length ?? 0), 0),
    texts: old("texts").filter((id) => !events.has(id)).length,
    dedupeKeys: old("dedupe_keys").length,
    reservations: old("reservations").length,
    audit: old("audit").length,
    tallies: old("tallies").length,
  };
}

function contentsOf(state: State): Pick<StoreCondition, "events" | "runs" | "oldestEventAt" | "faults"> {
  const runs = [...state.runs.values()];
  const halves = [
    [runs.filter(({ eventId }) => !state.events.has(eventId)).length, "runs without their event"],
    [[...state.effects.values()].filter(({ runId }) => !state.runs.has(runId)).length, "effects without their run"],
  ] as const;
  const receipts = [...state.events.values()].map(({ event }) => event.receivedAt);
  return {
    events: countBy([...state.events.values()].map(({ status }) => status)),
    runs: countBy(runs.map(({ status }) => status)),
    oldestEventAt: receipts.length === 0 ? null : receipts.reduce((one, other) => Math.min(one, other)),
    faults: halves.flatMap(([count, fault]) => (count === 0 ? [] : [`There are ${count} ${fault}.`])),
  };
}

function countBy(statuses: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
