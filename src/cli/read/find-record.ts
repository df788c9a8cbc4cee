import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { printable } from "../../show/text/printable.ts";

/** How many of the newest records a shortened id is looked for in. */
const SEARCHED = 1_000;

/**
 * The record with an id, or the one of the newest 1,000 whose id starts or ends with what was given.
 *
 * @throws EngineError NOT_FOUND when there is none, or more than one; the message says what comes near.
 */
async function findRecord<RecordType>(
  given: string,
  source: {
    /** What it is, such as `event`. */
    readonly kind: "event" | "run";
    get(id: string): Promise<RecordType | null>;
    list(limit: number): Promise<readonly RecordType[]>;
    idOf(record: RecordType): string;
  },
): Promise<RecordType> {
  const exact = await source.get(given);
  if (exact !== null) return exact;
  const newest = await source.list(SEARCHED);
  const ids = newest.map((record) => source.idOf(record));
  const fitting = newest.filter((record) => fits(source.idOf(record), given));
  const [found, second] = fitting;
  if (found !== undefined && second === undefined) return found;
  const hint =
    fitting.length > 1
      ? `${fitting.length} ids fit, such as ${fitting
          .slice(0, 3)
          .map((record) => source.idOf(record))
          .join(", ")}`
      : (suggest(given, ids) ?? otherKind(given, source.kind) ?? `heyrules ${source.kind}s ls shows the newest`);
  throw new EngineError("NOT_FOUND", `There is no ${source.kind} "${printable(given)}" in the store; ${hint}.`);
}

/** The event with an id, or a shortened one. @throws as {@link findRecord}. */
export function findEvent(store: ReadStore, id: string): Promise<EventRecord> {
  return findRecord<EventRecord>(id, {
    kind: "event",
    get: (given) => store.getEvent(given),
    list: async (limit) => (await store.listEvents({ limit })).rows,
    idOf: ({ event }) => event.id,
  });
}

/** The run with an id, or a shortened one. @throws as {@link findRecord}. */
export function findRun(store: ReadStore, id: string): Promise<RunRecord> {
  return findRecord<RunRecord>(id, {
    kind: "run",
    get: (given) => store.getRun(given),
    list: async (limit) => (await store.listRuns({ limit })).rows,
    idOf: ({ run }) => run.id,
  });
}

/** The end of an event's id tells more than its start, which is the time. */
function fits(id: string, given: string): boolean {
  return given.length >= 4 && (id.startsWith(given) || id.endsWith(given));
}

function otherKind(given: string, kind: "event" | "run"): string | null {
  const [prefix, other] = kind === "event" ? ["run_", "runs"] : ["evt_", "events"];
  return given.startsWith(prefix) ? `try heyrules ${other} show ${printable(given)}` : null;
}
