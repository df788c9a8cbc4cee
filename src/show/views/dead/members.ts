import { destinationFailed } from "../../../core/actions/reach.ts";
import { EngineError } from "../../../core/base/errors.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Records, RunRecord } from "../../../ports/store/store.ts";
import type { Page, PageOptions } from "../../../ports/store/lists.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskedText } from "../../text/masked.ts";
import { maskLane } from "../../text/redact.ts";
import { namesOf } from "../contacts/names-of.ts";
import { lookThrough } from "../events/look-through.ts";

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
  /** What Heymarket's record, else events call the contact; null when nothing says a name. */
  readonly calledAs: string | null;
  /** What the text says that failed or is in doubt, numbers masked; null for what is no text, and when its words are not kept. */
  readonly words: string | null;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
  /** Since when it waits for somebody, epoch milliseconds. */
  readonly since: number;
  /** The step at which it failed; null for an event. */
  readonly step: string | null;
  readonly message: string;
  /** Whether nobody knows if a text of it went out. */
  readonly isInDoubt: boolean;
}

/** A page of them. */
export type DeadRows = Page<DeadRow>;

const MESSAGE_LENGTH = 200;

/** What is listed one after the other. */
const PARTS = ["parked runs", "failed runs", "parked events"] as const;
type Part = (typeof PARTS)[number];

/** A page of what failed or is parked and fits. @throws EngineError USAGE when `after` is no cursor. */
export async function deadRows(
  store: Pick<Records, "listRuns" | "listEvents" | "getContact">,
  filter: DeadFilter,
  options: PageOptions,
): Promise<DeadRows> {
  const parts = PARTS.filter((part) => isWanted(part, filter));
  const list = async ({ limit, after }: PageOptions): Promise<Page<FoundRow | null>> => {
    const place = after === undefined ? startOf(parts[0]) : placeOf(after);
    if (place === null) return { rows: [], next: null };
    const { rows, next } = await pageOf(store, { filter, ...place, limit });
    const behind = next === null ? startOf(parts[parts.indexOf(place.part) + 1]) : { ...place, cursor: next };
    return { rows, next: behind === null ? null : JSON.stringify([behind.part, behind.cursor]) };
  };
  const { rows, ...page } = await lookThrough(list, (row) => row, options);
  const nameOf = await namesOf(
    store,
    rows.map(({ lane }) => lane),
  );
  return { ...page, rows: rows.map(({ lane, ...row }) => ({ ...row, calledAs: nameOf(lane) })) };
}

/** A row before its contact is looked up. */
type FoundRow = Omit<DeadRow, "calledAs"> & { readonly lane: string };

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

/** A page of one part, in which null stands for a run that does not fit. */
async function pageOf(
  store: Pick<Records, "listRuns" | "listEvents">,
  { filter, part, cursor, limit }: Place & { readonly filter: DeadFilter; readonly limit: number },
): Promise<Page<FoundRow | null>> {
  const page = { limit, ...(cursor === null ? {} : { after: cursor }) };
  if (part === "parked events") {
    const { rows, next } = await store.listEvents({ status: "parked", ...page });
    return { rows: rows.map(({ event, error }) => eventRow(event, error)), next };
  }
  const status = part === "parked runs" ? "parked" : "failed";
  const { ruleId, code, connection } = filter;
  const { rows, next } = await store.listRuns({ status, ...(ruleId === null ? {} : { ruleId }), ...page });
  const fits = ({ run, effects }: RunRecord): boolean =>
    (code === null || run.error?.code === code) &&
    (connection === null || destinationFailed(run, effects) === connection);
  return { rows: rows.map((record) => (fits(record) ? runRow(record, status) : null)), next };
}

function runRow({ run, effects }: RunRecord, status: DeadRow["status"]): FoundRow {
  const failed = effects.findLast(({ path, status: state }) => path === run.error?.step && state !== "done");
  return {
    ...{ kind: "run", id: run.id, status, ruleId: run.ruleId, at: run.createdAt, since: run.updatedAt },
    ...{ lane: run.lane, contact: maskLane(run.lane), words: failed === undefined ? null : wordsOf(failed) },
    step: run.error?.step ?? null,
    message: shorten(maskedText(run.error?.message ?? "", phoneOfLane(run.lane)), MESSAGE_LENGTH),
    isInDoubt: effects.some((effect) => effect.status === "unknown" && effect.settledAt === null),
  };
}

function wordsOf({ phone, request, redactedAt }: Effect): string | null {
  if (phone === null || redactedAt !== undefined || !("text" in request) || typeof request.text !== "string")
    return null;
  return shorten(maskedText(printable(request.text), phone), MESSAGE_LENGTH);
}

function eventRow(
  { id, lane, receivedAt }: { readonly id: string; readonly lane: string; readonly receivedAt: number },
  error: string | null,
): FoundRow {
  return {
    ...{
      kind: "event",
      id,
      status: "parked",
      ruleId: null,
      at: receivedAt,
      since: receivedAt,
      step: null,
      isInDoubt: false,
    },
    ...{ lane, contact: maskLane(lane), words: null },
    message: shorten(maskedText(error ?? "", phoneOfLane(lane)), MESSAGE_LENGTH),
  };
}
