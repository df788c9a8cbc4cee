import { rowsOf } from "../../core/base/pages.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { readApprovalCode } from "../../core/run/approval-code.ts";
import { approvedText } from "../../core/run/link/approved-text.ts";
import type { Run } from "../../core/model/run/run.ts";
import { withoutLinks } from "../../core/run/link/link-token.ts";
import { runObjection } from "../../core/texting/opt-state.ts";
import type { Records, RunRecord } from "../../ports/store/store.ts";
import type { Page, PageOptions } from "../../ports/store/lists.ts";
import { shorten } from "../text/printable.ts";
import { maskedText } from "../text/masked.ts";
import { maskLane } from "../text/redact.ts";
import { calledAs } from "./contacts/called-as.ts";
import { lookThrough } from "./events/look-through.ts";

/** A text that waits for a person. */
export interface WaitingText {
  readonly code: string;
  readonly runId: string;
  readonly ruleId: string;
  /** The event on which the rule fired. */
  readonly eventId: string;
  readonly lane: string;
  readonly askedAt: number;
  readonly until: number | null;
  /** As it goes out; null when it was removed because it is old. */
  readonly text: string | null;
  /** Why the send gate would keep it back as things stand, since its recipient opted out or is held; null when nobody has. */
  readonly keptBack: string | null;
}

/** The texts that wait for a person, the newest first. */
export async function* waitingTexts(
  store: Pick<Records, "listRuns" | "getRule" | "optStateOf">,
  ruleId?: string,
): AsyncIterable<WaitingText> {
  const filter = { status: "waiting", ...(ruleId === undefined ? {} : { ruleId }) } as const;
  for await (const { run } of rowsOf((page) => store.listRuns({ ...filter, ...page }))) {
    const waiting = await waitingTextOf(store, run);
    if (waiting !== null) yield waiting;
  }
}

/** The text of a run that waits for a person; null for a run that does not. */
export async function waitingTextOf(
  store: Pick<Records, "getRule" | "optStateOf">,
  run: Run,
): Promise<WaitingText | null> {
  const { approval, lane, status, dueAt: until } = run;
  if (approval === undefined || status !== "waiting") return null;
  const { text, phone } = approvedText(run, await store.getRule(run.ruleVersion));
  const objection = phone === null ? null : runObjection(await store.optStateOf(phone), phone, run);
  const kept = objection === null ? null : `${objection.guard}: ${objection.reason}`;
  const { id: runId, ruleId, eventId } = run;
  return { ...approval, runId, ruleId, eventId, lane, until, text, keptBack: kept };
}

/** A text that a person decides of, and what it answers, as pages show them. */
export interface ShownApproval {
  /** As it goes out, but for numbers and links; null when it was removed because it is old. */
  readonly text: string | null;
  /** The start of what the contact wrote that the rule fired on; null without words. */
  readonly answers: string | null;
  /** Why the send gate would keep it back as things stand, since its recipient opted out or is held; null when nobody has. */
  readonly keptBack: string | null;
}

/** A text that waits, for a page. */
export interface ApprovalRow extends ShownApproval {
  readonly code: string;
  readonly runId: string;
  readonly ruleId: string;
  /** Masked number. */
  readonly contact: string;
  /** What Heymarket's record, else events call it; null when nothing says a name. */
  readonly calledAs: string | null;
  readonly askedAt: number;
  /** When it is too late; null for never. */
  readonly until: number | null;
}

/** A page of them, the newest first. */
export type ApprovalListView = Page<ApprovalRow>;

/** A page of the texts that wait for a person, the newest first. @throws EngineError USAGE when `after` is no cursor. */
export function approvalList(
  store: Pick<Records, "listRuns" | "getRule" | "getEvent" | "optStateOf" | "getContact">,
  options: PageOptions,
): Promise<ApprovalListView> {
  const rowOf = async (record: RunRecord): Promise<ApprovalRow | null> => {
    const waiting = await waitingTextOf(store, record.run);
    if (waiting === null) return null;
    const { code, runId, ruleId, lane, askedAt, until } = waiting;
    const whom = { contact: maskLane(lane), calledAs: calledAs(await store.getContact(lane), phoneOfLane(lane)) };
    return { code, runId, ruleId, ...whom, askedAt, until, ...(await shownApproval(store, waiting)) };
  };
  return lookThrough((page) => store.listRuns({ status: "waiting", ...page }), rowOf, options);
}

/** The text that waits by a code, or of a run, as pages show it; null when none does any more. */
export async function textAwaiting(
  store: Pick<Records, "listRuns" | "getRule" | "getRun" | "getEvent" | "optStateOf">,
  written: string,
): Promise<ShownApproval | null> {
  const waiting = await awaiting(store, written);
  return waiting === null ? null : shownApproval(store, waiting);
}

async function shownApproval(store: Pick<Records, "getEvent">, waiting: WaitingText): Promise<ShownApproval> {
  const event = (await store.getEvent(waiting.eventId))?.event ?? null;
  const answered = event?.author === "contact" ? event.text : null;
  const { keptBack } = waiting;
  return {
    keptBack: keptBack === null ? null : maskedText(keptBack, phoneOfLane(waiting.lane)),
    text: shownText(waiting),
    answers: answered === null ? null : shorten(maskedText(answered, phoneOfLane(waiting.lane)), MOST_ANSWERED),
  };
}

const MOST_ANSWERED = 300;

async function awaiting(
  store: Pick<Records, "listRuns" | "getRule" | "getRun" | "optStateOf">,
  written: string,
): Promise<WaitingText | null> {
  if (written.startsWith("run_")) {
    const record = await store.getRun(written);
    return record === null ? null : waitingTextOf(store, record.run);
  }
  const code = readApprovalCode(written);
  for await (const waiting of waitingTexts(store)) if (waiting.code === code) return waiting;
  return null;
}

/** A text as pages show it: without its numbers and links; null for one that was removed because it is old. */
export function shownText({ text, lane }: Pick<WaitingText, "text" | "lane">): string | null {
  return (
    text &&
    maskedText(withoutLinks(text), phoneOfLane(lane)).replace(/(?!\n)[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu, "")
  );
}
