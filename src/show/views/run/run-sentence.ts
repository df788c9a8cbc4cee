import { remoteOf } from "../../../core/actions/reach.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import type { Effect, EffectStatus } from "../../../core/model/run/effect.ts";
import { countOf } from "../../text/count-of.ts";
import { retell, toClock, toDistance } from "../../text/instants.ts";
import { printable } from "../../text/printable.ts";
import { maskNumbers } from "../../text/redact.ts";
import type { RunRecord } from "../../../ports/store/store.ts";
import { deliveryNote } from "../../records/delivery-note.ts";
import { runNote, unapprovedNotes } from "../../records/run-note.ts";
import type { ViewLook } from "../view-look.ts";

/** What came of a run in one sentence without its stop: `Text sent, delivered`, `Parked: …`. */
export function runSentence(record: RunRecord, look: Parameters<typeof runNote>[1]): string {
  return maskNumbers(printable(sentenceOf(record, look)));
}

function sentenceOf(record: RunRecord, look: Parameters<typeof runNote>[1]): string {
  const { run, effects } = record;
  const unapproved = unapprovedNotes(run);
  const done = [...unapproved, ...effects.map((effect) => deedOf(effect, look))];
  // What failed is told by the error of the run.
  const others = effects.filter(({ status }) => status !== "failed" && status !== "dead");
  const before = [...unapproved, ...others.map((effect) => deedOf(effect, look))];
  const sofar = before.length === 0 ? "" : ` (so far: ${before.join("; ")})`;
  const note = runNote(record, look);
  switch (run.status) {
    case "done":
      return capital(done.length === 0 ? "nothing to do: no step applied" : [...done, ...elsewhere(run)].join("; "));
    case "failed":
      return `Failed at ${run.error?.step ?? "a step"}: ${run.error?.message ?? ""}${sofar}`;
    case "parked":
      return `Parked, a person has to look at it: ${run.error?.message ?? note}`;
    case "stopped":
      return `Stopped: ${run.trace.at(-1)?.text ?? ""}${sofar}`;
    case "waiting":
      if (run.approval !== undefined) return `Waits for a person's approval, ${run.approval.code}`;
      return run.dueAt === null
        ? `Waits${sofar}`
        : `Waits, goes on ${toClock(run.dueAt, look)}, ${toDistance(run.dueAt, look.now)}${note === "" ? "" : `: ${note}`}`;
    case "queued": {
      const tried = effects.find(({ status, attempts }) => status === "planned" && attempts.length > 0);
      return capital(tried === undefined ? note : `${note}; ${timesTried(tried)}`);
    }
    case "sending":
      return `Is on the wire to ${run.destination ?? "its destination"}`;
    case "ready":
      return `Is under way${sofar}`;
  }
}

/** That the steps behind one that was in doubt are those of another run; nothing when they are its own. */
function elsewhere({ continuedAs }: RunRecord["run"]): readonly string[] {
  return continuedAs === null ? [] : [`the rest of the rule went on in run ${continuedAs}`];
}

/**
 * What came of one effect, in a few words: `text sent, delivered`, `http to crm done`. `where` is told behind what is no text, with a space at
 * its end; empty where the connection is named already.
 */
export function deedOf(effect: Effect, look: ViewLook, where = placeOf(effect)): string {
  const { action, status, guard, reason, delivery, phone } = effect;
  const what = phone === null ? action : "text";
  // Where it failed says its reason.
  const why = reason === null ? "" : `: ${retold(reason, look)}`;
  switch (status) {
    case "done":
      return `${what} ${phone === null ? `${where}done` : "sent"}${saidBy(effect)}${delivery === null ? "" : `, ${deliveryNote(delivery)}`}`;
    case "blocked":
      return `${what} blocked${guard === null ? "" : ` by ${guard}`}${why}`;
    case "deferred":
      return `${what} deferred${guard === null ? "" : ` by ${guard}`}${why}`;
    case "failed":
    case "dead":
      return `${what} failed${why}`;
    case "unknown":
      return `nobody knows whether the ${what} ${where}was done${why}`;
    case "cancelled":
      return `${what} cancelled${why}`;
    case "planned":
      return effect.attempts.length === 0 ? `${what} ${where}planned` : `${timesTried(effect)}${why}`;
    case "sending":
      return `${what} ${where}on the wire`;
  }
}

/** Whose word it is that an effect was done; empty where the engine knows it itself. */
function saidBy({ reason }: Effect): string {
  const said = reason === null ? null : /^done(, so said by .*)$/s.exec(reason);
  return said?.[1] ?? "";
}

/** The connection that a call goes to, with a space behind it; empty for what goes to Heymarket, or nowhere. */
function placeOf(effect: Effect): string {
  const remote = remoteOf(effect);
  return remote === null || remote === "heymarket" ? "" : `to ${remote} `;
}

function timesTried({ action, phone, attempts }: Effect): string {
  return `${phone === null ? action : "text"} tried ${countOf(attempts.length, "time")}`;
}

/** A sentence of the engine with the instants in it as the clock shows them. */
export function retold(sentence: string, look: ViewLook): string {
  return retell(sentence, look.zone, (at) => toClock(at, look));
}

/** How a run stands: what needs a person first. */
export function runTone({ run, effects }: RunRecord): "good" | "quiet" | "wait" | "warn" | "bad" {
  if (run.status === "parked" || run.status === "failed") return "bad";
  if (effects.some(({ status }) => status === "blocked" || status === "unknown")) return "warn";
  if (effects.some(({ delivery }) => delivery?.outcome === "failed")) return "warn";
  if (run.trace.some(({ approval }) => approval === "late")) return "warn";
  if (run.status === "stopped") return "quiet";
  return isTerminal(run.status) ? "good" : "wait";
}

/** How an effect of a status is to be taken. */
export const EFFECT_TONES: Readonly<Record<EffectStatus, ReturnType<typeof runTone>>> = {
  done: "good",
  failed: "bad",
  dead: "bad",
  blocked: "warn",
  unknown: "warn",
  deferred: "wait",
  planned: "wait",
  sending: "wait",
  cancelled: "quiet",
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
