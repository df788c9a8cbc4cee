import { EngineError } from "../../core/base/errors.ts";
import { rowsOf } from "../../core/base/pages.ts";
import type { RunStatus } from "../../core/model/run.ts";
import type { ReadStore } from "../../ports/record-questions.ts";
import { parseSince, toIso, toSecond } from "../../show/text/instants.ts";
import { maskNumbers } from "../../show/text/redact.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { formatTable } from "../../show/text/table.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { showEvent } from "../read/events.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import { showRun } from "../read/runs.ts";

/** What `dead ls` is asked for. */
export interface DeadQuery {
  readonly rule?: string;
  readonly since?: string;
  readonly store?: string;
}

/** What failed or is parked for the same reason. */
interface DeadGroup {
  readonly kind: "run" | "event";
  readonly status: RunStatus;
  readonly ruleId: string | null;
  readonly code: string | null;
  count: number;
  firstAt: number;
  lastAt: number;
  /** The newest of them. */
  readonly id: string;
  readonly message: string;
}

/** More are not looked at one by one. */
const MOST_LOOKED_AT = 10_000;

/** `heyrules dead ls`: what failed or is parked, by rule and reason. */
export function listDead(context: CliContext, globals: GlobalOptions, options: DeadQuery): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const since = options.since === undefined ? 0 : parseSince(options.since, SYSTEM_CLOCK.now());
    const { groups, isCut } = await groupDead(store, { ruleId: options.rule ?? null, since });
    if (globals.json) {
      const told = groups.map((group) => ({ ...group, firstAt: toIso(group.firstAt), lastAt: toIso(group.lastAt) }));
      printJson(context, "dead", { groups: told, isCut });
      return EXIT.ok;
    }
    if (groups.length === 0) {
      context.note("Nothing failed and nothing is parked.");
      return EXIT.ok;
    }
    const cells = groups.map(({ kind, status, ruleId, code, count, firstAt, lastAt, id, message }) => [
      String(count),
      `${kind === "event" ? "event " : ""}${status}`,
      ruleId ?? "",
      code ?? "",
      toSecond(firstAt, zone),
      toSecond(lastAt, zone),
      id,
      shorten(printable(message), 100),
    ]);
    const header = ["count", "status", "rule", "code", "first", "last", "newest", "reason"];
    for (const line of formatTable(cells, { header, ...context, whole: [6], below: [7] })) context.out(line);
    if (isCut) context.note(`Only the newest ${MOST_LOOKED_AT} of each status were looked at.`);
    context.note(
      "heyrules dead show ID tells all of one; dead retry and dead drop take ids, --rule, --code, --since or --all.",
    );
    return EXIT.ok;
  });
}

async function groupDead(
  store: ReadStore,
  { ruleId, since }: { readonly ruleId: string | null; readonly since: number },
): Promise<{ readonly groups: readonly DeadGroup[]; readonly isCut: boolean }> {
  const groups = new Map<string, DeadGroup>();
  let isCut = false;
  // As in every list, numbers are masked.
  const add = (found: Omit<DeadGroup, "count" | "firstAt" | "lastAt"> & { readonly at: number }): void => {
    const { at, ...rest } = found;
    const key = JSON.stringify([found.kind, found.status, found.ruleId, found.code]);
    const message = maskNumbers(found.message);
    const group = groups.get(key) ?? { ...rest, message, count: 0, firstAt: at, lastAt: at };
    group.count += 1;
    group.firstAt = Math.min(group.firstAt, at);
    group.lastAt = Math.max(group.lastAt, at);
    groups.set(key, group);
  };
  /** Calls for each row, but for no more than are looked at. */
  const look = async <Row>(rows: AsyncIterable<Row>, at: (row: Row) => void): Promise<void> => {
    let looked = 0;
    for await (const row of rows) {
      isCut ||= looked >= MOST_LOOKED_AT;
      if (looked >= MOST_LOOKED_AT) return;
      looked += 1;
      at(row);
    }
  };
  for (const status of ["parked", "failed"] as const) {
    const filter = ruleId === null ? { status } : { status, ruleId };
    await look(
      rowsOf((page) => store.listRuns({ ...filter, ...page })),
      ({ run }) => {
        const { id, error, createdAt: at } = run;
        const { code = null, message = "" } = error ?? {};
        if (at >= since) add({ kind: "run", status, ruleId: run.ruleId, code, id, message, at });
      },
    );
  }
  if (ruleId === null) {
    await look(
      rowsOf((page) => store.listEvents({ status: "parked", since, ...page })),
      ({ event, error }) => {
        const { id, receivedAt: at } = event;
        add({ kind: "event", status: "parked", ruleId: null, code: null, id, message: error ?? "", at });
      },
    );
  }
  return { groups: [...groups.values()].sort((one, other) => other.lastAt - one.lastAt), isCut };
}

/** `heyrules dead show ID`: a run or an event, as `runs show` and `events show` do. */
export function showDead(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly store?: string },
): Promise<ExitCode> {
  const { id } = options;
  if (id.startsWith("evt_")) return showEvent(context, globals, options);
  if (id.startsWith("eff_"))
    throw new EngineError("USAGE", `${id} is an effect; name its run, which starts with run_.`);
  return showRun(context, globals, options);
}
