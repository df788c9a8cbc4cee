import { addTally } from "../src/core/model/tally.ts";
import type { Tally } from "../src/core/model/tally.ts";
import type { StoreRecord } from "../src/ports/store/upkeep.ts";
import { upkeepOf } from "../src/stores/upkeep.ts";
import { copierOf } from "./history/copies.ts";
import { addQuietEvents } from "./history/quiet-events.ts";
import type { QuietEvents } from "./history/quiet-events.ts";
import { rulesOfHistory } from "./history/rules.ts";
import type { Scene } from "./history/scenes.ts";
import { playScenes, QUIET } from "./history/scenes.ts";
import { compileBenchConfig, configText } from "./project.ts";

/** How long the history of the benchmarks is. */
export const EVENTS = Number(process.env["HEYRULES_BENCH_HISTORY"] ?? 1_000_000);

/** Records written in one transaction. */
const AT_ONCE = 20_000;
const DEPLOYMENT_KEY = "0123456789abcdef".repeat(4);

/**
 * Fills an empty store of SQLite or PostgreSQL with a history of so many events, by default one a second until now. The engine plays
 * each scene of it once, and what it wrote is copied with other ids, contacts and instants. `npm run bench -- fill FILE [EVENTS]`.
 */
export async function fillStore(
  url: string,
  events: number,
  span: Omit<QuietEvents, "events"> = lastSeconds(events),
): Promise<void> {
  const { settings } = compileBenchConfig(configText());
  const scenes = await playScenes(rulesOfHistory(settings), settings);
  const filling = await upkeepOf(url).openFilling();
  try {
    await filling.write(recordsKeptOnce(scenes));
    for (const records of busyScenes(scenes, { ...span, events })) await filling.write(records);
    await filling.finish(DEPLOYMENT_KEY);
  } finally {
    await filling.close();
  }
  const quiet = scenes.find(({ name }) => name === QUIET);
  if (quiet === undefined) throw new Error("there is no scene in which nothing fires");
  await addQuietEvents(url, quiet.records, { ...span, events: timesOf(quiet, events) });
}

function lastSeconds(seconds: number): Omit<QuietEvents, "events"> {
  const endAt = Date.now();
  return { startAt: endAt - seconds * 1_000, endAt };
}

/** The rules, loaded when the history began. */
function recordsKeptOnce([first]: readonly Scene[]): readonly StoreRecord[] {
  return (first?.records ?? []).filter(([kind]) => kind === "rule" || kind === "rule_load");
}

function timesOf({ perMillion }: Scene, events: number): number {
  return Math.round((perMillion * events) / 1_000_000);
}

/** Every scene in which something happens, in the order of time. */
function* busyScenes(
  scenes: readonly Scene[],
  { events, startAt, endAt }: QuietEvents,
): Generator<readonly StoreRecord[]> {
  const happenings = scenes
    .filter(({ name }) => name !== QUIET)
    .flatMap((scene) => {
      const [times, copy] = [timesOf(scene, events), copierOf(scene.records)];
      const everyMs = (endAt - startAt) / times;
      return Array.from({ length: times }, (_, index) => ({
        copy,
        at: Math.round(startAt + (index + 0.5) * everyMs - scene.lastsMs),
      }));
    })
    .toSorted((one, other) => one.at - other.at);
  const tallies = new Map<string, Tally>();
  let records: StoreRecord[] = [];
  for (const [serial, { copy, at }] of happenings.entries()) {
    const copied = copy({ at, phone: strangerOf(serial), serial: serial + 1 });
    records.push(...copied.records);
    for (const tally of copied.tallies) addTally(tallies, tally);
    if (records.length < AT_ONCE) continue;
    yield records;
    records = [];
  }
  yield [...records, ...[...tallies.values()].map((tally) => ["tally", tally] as const)];
}

/** Somebody who writes once. */
function strangerOf(serial: number): string {
  return String(12_052_000_000 + serial);
}
