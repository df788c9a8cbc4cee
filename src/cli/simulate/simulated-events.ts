import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFromFile } from "../../app/store/upkeep.ts";
import { EngineError } from "../../core/base/errors.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Event } from "../../core/model/event.ts";
import type { PastEvents } from "../../sim/past/past-events.ts";
import { partedEvents, pastEvents } from "../../sim/past/past-events.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { withProjectStore, withWholeRecords } from "../read/open-project-store.ts";
import { readEventJson } from "../../sim/event-json.ts";

/** More events than this are not run at once; of what was before them, as many more. */
const MOST_EVENTS = 50_000;
/** Nor are more read, those that are left out among them, or of a greater length in all, in characters. */
const MOST_READ = 1_000_000;
const MOST_SIZE = 400_000_000;

/**
 * The events received since an instant, of the store of the project or of a file, and those before.
 *
 * @throws EngineError USAGE when they are too many; FILE_UNUSABLE for a file that holds no events.
 */
export async function readSimulatedEvents(
  context: CliContext,
  globals: GlobalOptions,
  from: { readonly since: number; readonly store?: string; readonly events?: string },
): Promise<PastEvents> {
  const past = await pastOf(context, globals, from);
  if (past.isCut) throw new EngineError("USAGE", `These are more than ${MOST_EVENTS} events; give a later --since.`);
  if (past.stoppedAt !== null && past.stoppedAt >= from.since)
    throw new EngineError("USAGE", "These are more events than simulate reads; give a later --since.");
  return past;
}

async function pastOf(
  context: CliContext,
  globals: GlobalOptions,
  { since, events: file, store: url }: Parameters<typeof readSimulatedEvents>[2],
): Promise<PastEvents> {
  const asked = { since, most: MOST_EVENTS, mostEarlier: MOST_EVENTS, mostRead: MOST_READ, mostSize: MOST_SIZE };
  if (file === undefined) return withWholeRecords(context, globals, url, (store) => pastEvents(store, asked));
  if (!isExport(file)) return partedEvents(readEventLines(file), asked);
  // An export is read as every store is, once it is one again.
  const folder = mkdtempSync(join(tmpdir(), "heyrules-simulate-"));
  try {
    const copy = `sqlite:${join(folder, "copy.db")}`;
    await importFromFile(copy, file);
    return await withProjectStore(context, globals, copy, (store) => pastEvents(store, asked));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isExport(file: string): boolean {
  return file.endsWith(".gz") || readText(file).startsWith('{"format":"heyrules/export/');
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
