import type { Pause } from "../../core/model/decision.ts";
import { pauseKey, pauseOf } from "../../core/model/decision.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { RunRecord } from "../../ports/store/store.ts";
import { deliveryNote } from "./delivery-note.ts";
import { retell, toDistance } from "../text/instants.ts";

/** What a note is told by. */
interface NoteLook {
  readonly now: number;
  readonly zone: string;
  readonly pauses: readonly Pause[];
  /** Id of the run behind which one stands in line; absent: not looked for. */
  readonly ahead?: (run: Run) => string | null;
}

/** The one thing to know of a run besides its status: why it failed, what was held back and why, or what it waits for. */
export function runNote({ run, effects }: RunRecord, { now, zone, pauses, ahead }: NoteLook): string {
  const { continuedAs, continues } = run;
  if (continuedAs !== null && !isTerminal(run.status)) return `stepped over, still in doubt; goes on as ${continuedAs}`;
  if (run.error !== null && (run.status === "failed" || run.status === "parked")) return run.error.message;
  const { status, dueAt, destination, ruleId } = run;
  const open = effects.find(({ settledAt }) => settledAt === null) ?? null;
  const next = dueAt === null ? "" : `${dueAt > now ? "next" : "due"} ${toDistance(dueAt, now)}`;
  switch (status) {
    case "sending":
      return `on the wire to ${destination ?? "its destination"}`;
    case "queued": {
      const pause = pauseOf(pauses, { ...NO_TEXT, ...open, ruleId, destination });
      if (pause !== null) return `paused: ${pauseKey(pause)}`;
      if (open?.status === "unknown")
        return `nobody knows whether ${open.action} was done; looked for ${next || "now"}`;
      if (dueAt !== null && dueAt > now) return `${next}${lastProblem(open)}`;
      return `in line for ${destination ?? "its destination"}${keptBy(open, { next, first: ahead?.(run) ?? null })}${lastProblem(open)}`;
    }
    case "waiting":
      if (run.awaitsSince !== null)
        return retell(run.trace.findLast(({ kind }) => kind === "wait")?.text ?? next, zone);
      if (open?.status !== "deferred") return next;
      // What is paused is looked at again and again; that is not when it goes.
      return open.guard === "paused" ? (open.reason ?? "") : `${open.action} ${heldBy(open)}, ${next}`;
    case "ready":
    case "parked":
    case "done":
    case "failed":
    case "stopped":
      return (
        [...unapprovedNotes(run), blockedNote({ effects }, zone)].filter((note) => note !== "").join("; ") ||
        undeliveredNote(effects) ||
        endedByPerson(run) ||
        (run.error === null ? "" : `went on though ${run.error.step} failed: ${run.error.message}`) ||
        (continues === null ? "" : `goes on from ${continues.runId}`)
      );
  }
}

/** What keeps a run in its line, as far as it is known: another one, a destination that refuses us, or want of room since it is due. */
function keptBy(
  open: Effect | null,
  { next, first }: { readonly next: string; readonly first: string | null },
): string {
  if (first !== null) return `, behind ${first}`;
  if (open?.attempts.at(-1)?.httpStatus === REFUSED) return ", until it takes our credentials";
  return next === "" ? "" : `, ${next}`;
}

const REFUSED = 401;

/** Who ended it and how, such as `dropped by ann`, and what had failed before; empty when nobody did. */
function endedByPerson({ status, trace, error }: RunRecord["run"]): string {
  const last = trace.at(-1);
  if (status !== "stopped" || last?.kind !== "person") return "";
  return `${last.text}${error === null ? "" : `; ${error.step} failed: ${error.message}`}`;
}

/** Of each text that waited for a person and did not go out: why. */
export function unapprovedNotes({ trace }: Pick<RunRecord["run"], "trace">): readonly string[] {
  return trace.flatMap(({ approval, text }) => {
    if (approval === "late") return ["text not sent: nobody approved it in time"];
    return approval === "refused" ? [`text not sent: ${text}`] : [];
  });
}

/** Why the last attempt of a step that is to be tried again came to nothing. */
function lastProblem(open: Effect | null): string {
  const error = open?.attempts.at(-1)?.error ?? null;
  return error === null ? "" : `: ${error.replace(/[.]$/, "")}`;
}

/** What the send gate kept from going out, by which guard and why; empty when nothing. */
export function blockedNote({ effects }: Pick<RunRecord, "effects">, zone: string): string {
  return blockedOf(effects)
    .map(
      (effect) =>
        `${effect.action} ${heldBy(effect)}${effect.reason === null ? "" : `: ${retell(effect.reason, zone)}`}`,
    )
    .join("; ");
}

/** What went out and did not arrive, and why; empty when nothing is known of that kind. */
function undeliveredNote(effects: readonly Effect[]): string {
  return effects
    .flatMap(({ action, delivery }) => (delivery?.outcome === "failed" ? `${action} ${deliveryNote(delivery)}` : []))
    .join("; ");
}

/** The effects that the send gate kept from going out. */
export function blockedOf(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter(({ status }) => status === "blocked");
}

const NO_TEXT = { purpose: null };

function heldBy({ status, guard }: Effect): string {
  return `${status}${guard === null ? "" : ` by ${guard}`}`;
}
