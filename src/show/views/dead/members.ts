import { destinationFailed } from "../../../core/actions/reach.ts";
import { EngineError } from "../../../core/base/errors.ts";
import type { Records } from "../../../ports/store.ts";
import { shorten } from "../../text/printable.ts";
import { maskLane, maskNumbers } from "../../text/redact.ts";

/** Which things that failed or are parked: null for any. */
export interface DeadFilter {
  readonly only: "runs" | "events" | null;
  readonly ruleId: string | null;
  readonly code: string | null;
  readonly connection: string | null;
}

/** One thing that failed or is parked. */
export interface DeadRow {
  readonly kind: "run" | "event";
  readonly id: string;
  readonly status: "failed" | "parked";
  readonly ruleId: string | null;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The step at which it failed; null for an event. */
  readonly step: string | null;
  readonly message: string;
  /** Whether nobody knows if a text of it went out. */
  readonly isInDoubt: boolean;
}

/** A page of them. */
export interface DeadRows {
  readonly rows: readonly DeadRow[];
  /** Leads to the next page; null at the end. */
  readonly next: string | null;
}

const PAGE = 50;
/** A page is given when it has so many rows, or when so many were looked at. */
const ENOUGH_ROWS = 25;
const MOST_LOOKED_AT = 1_000;
const MESSAGE_LENGTH = 200;

/** What is listed one after the other. */
const PARTS = ["parked runs", "failed runs", "parked events"] as const;
type Part = (typeof PARTS)[number];

/** A page of what failed or is parked and fits. @throws EngineError USAGE when `after` is no cursor. */
export async function deadRows(
  store: Pick<Records, "listRuns" | "listEvents">,
  filter: DeadFilter,
  after: string | null,
): Promise<DeadRows> {
  const parts = PARTS.filter((part) => isWanted(part, filter));
  let place = after === null ? startOf(parts[0]) : placeOf(after);
  const rows: DeadRow[] = [];
  for (let looked = 0; place !== null && rows.length < ENOUGH_ROWS && looked < MOST_LOOKED_AT; looked += PAGE) {
    const { part, cursor }: Place = place;
    const page = await pageOf(store, { filter, part, cursor });
    rows.push(...page.rows);
    place = page.next === null ? startOf(parts[parts.indexOf(part) + 1]) : { part, cursor: page.next };
  }
  return { rows, next: place === null ? null : JSON.stringify([place.part, place.cursor]) };
}

interface Place {
  readonly part: Part;
  readonly cursor: string | null;
}

function isWanted(part: Part, { only, ruleId, code, connection }: DeadFilter): boolean {
  if (part === "parked events") return only !== "runs" && ruleId === null && code === null && connection === null;
  return only !== "events";
}

function startOf(part: Part | undefined): Place | null {
  return part === undefined ? null : { part, cursor: null };
}

function placeOf(after: string): Place {
  try {
    const [named, cursor] = JSON.parse(after) as readonly unknown[];
    const part = PARTS.find((one) => one === named);
    if (part !== undefined && (cursor === null || typeof cursor === "string")) return { part, cursor };
  } catch {
    // What it is said to be below.
  }
  throw new EngineError("USAGE", "The place in this list is not one of ours: begin at its start.");
}

async function pageOf(
  store: Pick<Records, "listRuns" | "listEvents">,
  { filter, part, cursor }: Place & { readonly filter: DeadFilter },
): Promise<DeadRows> {
  const page = { limit: PAGE, ...(cursor === null ? {} : { after: cursor }) };
  if (part === "parked events") {
    const { rows, next } = await store.listEvents({ status: "parked", ...page });
    return { rows: rows.map(({ event, error }) => eventRow(event, error)), next };
  }
  const status = part === "parked runs" ? "parked" : "failed";
  const { ruleId, code, connection } = filter;
  const { rows, next } = await store.listRuns({ status, ...(ruleId === null ? {} : { ruleId }), ...page });
  const fitting = rows.filter(
    ({ run, effects }) =>
      (code === null || run.error?.code === code) &&
      (connection === null || destinationFailed(run, effects) === connection),
  );
  return {
    rows: fitting.map(({ run, effects }) => ({
      ...{ kind: "run", id: run.id, status, ruleId: run.ruleId, at: run.createdAt },
      contact: maskLane(run.lane),
      step: run.error?.step ?? null,
      message: shorten(maskNumbers(run.error?.message ?? ""), MESSAGE_LENGTH),
      isInDoubt: effects.some((effect) => effect.status === "unknown" && effect.settledAt === null),
    })),
    next,
  };
}

function eventRow(
  { id, lane, receivedAt }: { readonly id: string; readonly lane: string; readonly receivedAt: number },
  error: string | null,
): DeadRow {
  return {
    ...{ kind: "event", id, status: "parked", ruleId: null, at: receivedAt, step: null, isInDoubt: false },
    contact: maskLane(lane),
    message: shorten(maskNumbers(error ?? ""), MESSAGE_LENGTH),
  };
}
