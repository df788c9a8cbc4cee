import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFromFile } from "../../app-upkeep.ts";
import { EngineError } from "../../core/base/errors.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { rowsOf } from "../../core/base/pages.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { ReadStore } from "../../ports/record-questions.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { withProjectStore, withWholeRecords } from "../read/open-project-store.ts";
import { readEventJson } from "./event-json.ts";

/** Events to simulate, with what was before them; oldest first. */
export interface SimulatedEvents {
  readonly events: readonly Event[];
  readonly earlier: readonly Event[];
  /** Of who had said something before all of these. */
  readonly optStates: readonly OptState[];
  /** How many of `events` are left out, by reason. */
  readonly left: Readonly<Record<LeftOut, number>>;
}

/** Why an event is left out: echoes of the engine's own texts, what has lost its payload, what the engine makes anew. */
export type LeftOut = "echoes" | "redacted" | "own";

/** More events than this are not run at once; of what was before them, as many more. */
const MOST_EVENTS = 50_000;

/**
 * The events received since an instant, of the store of the project or of a file, and those before.
 *
 * @throws EngineError USAGE when they are too many; FILE_UNUSABLE for a file that holds no events.
 */
export async function readSimulatedEvents(
  context: CliContext,
  globals: GlobalOptions,
  from: { readonly since: number; readonly store?: string; readonly events?: string },
): Promise<SimulatedEvents> {
  const { since, events: file, store: url } = from;
  if (file === undefined) return withWholeRecords(context, globals, url, (store) => eventsOf(store, since));
  if (!isExport(file)) return parted(readEventLines(file), since);
  // An export is read as every store is, once it is one again.
  const folder = mkdtempSync(join(tmpdir(), "heyrules-simulate-"));
  try {
    const copy = `sqlite:${join(folder, "copy.db")}`;
    await importFromFile(copy, file);
    return await withProjectStore(context, globals, copy, (store) => eventsOf(store, since));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isExport(file: string): boolean {
  return file.endsWith(".gz") || readText(file).startsWith('{"format":"heyrules/export/');
}

async function eventsOf(store: ReadStore, since: number): Promise<SimulatedEvents> {
  const found: Event[] = [];
  let earlier = 0;
  for await (const { event } of rowsOf((page) => store.listEvents(page))) {
    found.push(event);
    if (event.receivedAt < since && (earlier += 1) >= MOST_EVENTS) break;
  }
  const { receivedAt: begin = 0 } = found.at(-1) ?? {};
  const optStates: OptState[] = [];
  for await (const state of rowsOf((page) => store.listOptStates(page)))
    if (state.changedAt < begin) optStates.push(state);
  return { ...parted(found, since), optStates };
}

function parted(all: readonly Event[], since: number): SimulatedEvents {
  const left: Record<LeftOut, number> = { echoes: 0, redacted: 0, own: 0 };
  const events: Event[] = [];
  const earlier: Event[] = [];
  for (const event of all) {
    const reason = whyLeftOut(event);
    if (event.receivedAt < since) {
      if (reason === null) earlier.push(event);
    } else if (reason === null) events.push(event);
    else left[reason] += 1;
  }
  if (events.length > MOST_EVENTS)
    throw new EngineError("USAGE", `These are more than ${MOST_EVENTS} events; give a later --since.`);
  const inOrder = (one: Event, other: Event): number => one.receivedAt - other.receivedAt;
  return { events: events.toSorted(inOrder), earlier: earlier.toSorted(inOrder), optStates: [], left };
}

/** From outside: what the engine itself made of events, the simulation makes anew. */
const FROM_OUTSIDE: readonly Event["origin"][] = ["webhook", "sweep", "outside"];

function whyLeftOut({ author, redactedAt, origin }: Event): LeftOut | null {
  if (!FROM_OUTSIDE.includes(origin)) return "own";
  if (author === "automation") return "echoes";
  return redactedAt === undefined ? null : "redacted";
}

/** The events of a file that holds one in each line, or one alone, as `events show --json` gives it. */
function readEventLines(file: string): readonly Event[] {
  const text = readText(file);
  const whole = parsed(text);
  const values = whole === undefined ? text.split("\n").map((line) => ({ line, value: parsed(line) })) : [];
  const items = whole === undefined ? values.filter(({ line }) => line.trim() !== "") : [{ value: whole }];
  return items.map(({ value }, index) => {
    const event = value === undefined ? null : readEventJson(value);
    if (event !== null) return event;
    const isSummary = isJsonObject(value) && (Array.isArray(value["events"]) || "contact" in value);
    const why = isSummary
      ? "it is of events ls, which masks numbers and shortens texts"
      : "it is no event as events show --json gives it";
    const message = `${file}, event ${index + 1}: ${why}. Give a file of store export, or events show --json, one in a line.`;
    throw new EngineError("FILE_UNUSABLE", message);
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new EngineError("FILE_UNUSABLE", `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? ""}.`, {
      cause: error,
    });
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
