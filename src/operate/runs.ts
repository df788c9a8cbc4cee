import { EngineError } from "../core/base/errors.ts";
import { runId } from "../core/base/ids.ts";
import { whyNotLive } from "../core/match/admission.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { RunStatus } from "../core/model/run/run.ts";
import { phoneOfLane } from "../core/model/source.ts";
import { cancelRun, dropRun } from "../core/operate/end-run.ts";
import type { Intervention, InterventionContext, Stood } from "../core/operate/intervention.ts";
import { renewRun } from "../core/operate/renew-run.ts";
import { resolveEffect } from "../core/operate/resolve-effect.ts";
import { resumeRun, retryRun } from "../core/operate/restart-run.ts";
import type { Operation } from "../ports/operator.ts";
import type { EventRecord, RunRecord } from "../ports/store/store.ts";
import { emptyDecision } from "../core/model/decision.ts";
import type { Deed } from "../core/model/decision.ts";
import { isCutShort } from "./cut-short.ts";
import type { Treated } from "./entry.ts";
import { byLine, entryOf, treatedAs } from "./entry.ts";
import { foreseeAgain } from "./foresee.ts";
import { ruleNow } from "./rule-now.ts";
import type { Wish } from "./wish.ts";
import { sendsOfRun } from "./sends-of-run.ts";
import { pauseAhead, pauseOnFirings, waitingFor } from "./waits.ts";
import { overtakenBy } from "./replay/overtaken.ts";
import { textsBefore } from "./replay/texts-before.ts";
import { selectAll } from "./selection.ts";
import type { Treatable } from "./selection.ts";

type OfMany = Extract<Operation, { kind: "retry" | "drop" | "cancel" }>;
type OfOne = Extract<Operation, { kind: "resolve" | "resume" }>;

const FAILED: readonly RunStatus[] = ["failed", "parked"];
const OPEN: readonly RunStatus[] = ["ready", "waiting", "queued", "sending", "parked"];

/** Treats the runs of a selection one by one, and the parked events with them. */
export async function* treatRuns(wish: Wish, { kind, which }: OfMany): AsyncIterable<Treated> {
  const { ids } = which;
  // An event has no run to be cancelled.
  const how = { statuses: kind === "cancel" ? OPEN : FAILED, takesEvents: kind !== "cancel" };
  const found = ids === null ? selectAll(wish, which, how) : await findNamed(wish, ids);
  for await (const record of found) {
    if (await isCutShort(wish)) return;
    const overtaken = kind === "retry" && which.evenOvertaken !== true ? await refusedAsOvertaken(wish, record) : null;
    if (overtaken !== null) yield overtaken;
    else if ("event" in record) yield await treatEvent(wish, record, kind);
    else yield await treatRun(wish, { record, deed: kind }, (stood, context) => TREATMENTS[kind](stood, context));
  }
}

/** The refusal to tell what is not so any more; null for what may still be so, or has nothing to be done again. */
async function refusedAsOvertaken(wish: Wish, record: Treatable): Promise<Treated | null> {
  const isEvent = "event" in record;
  if (isEvent ? record.status !== "parked" : !FAILED.includes(record.run.status)) return null;
  const event = isEvent ? record.event : (await wish.store.getEvent(record.run.eventId))?.event;
  const overtaken = event === undefined ? null : await overtakenBy(wish.store, event);
  if (overtaken === null) return null;
  const { id, lane } = isEvent ? record.event : record.run;
  const subject = isEvent
    ? ({ kind: "event", id, lane } as const)
    : ({ kind: "run", ruleId: record.run.ruleId, id, lane } as const);
  const whose = isEvent ? "" : "is of an event that ";
  return treatedAs(subject, { refused: `${whose}${overtaken}; --overtaken has it done all the same` });
}

/** What is named, whatever its status, the oldest first; all of it before anything is done. @throws EngineError NOT_FOUND. */
async function findNamed({ store }: Wish, ids: readonly string[]): Promise<readonly Treatable[]> {
  const found: Treatable[] = [];
  for (const id of new Set(ids)) {
    const record = (await store.getRun(id)) ?? (await store.getEvent(id));
    if (record === null) throw new EngineError("NOT_FOUND", `There is no run and no event ${id} in the store.`);
    found.push(record);
  }
  const madeAt = (record: Treatable): number => ("event" in record ? record.event.receivedAt : record.run.createdAt);
  return found.toSorted((a, b) => madeAt(a) - madeAt(b));
}

const TREATMENTS = { retry: retryRun, drop: dropRun, cancel: cancelRun } as const;

/** Treats one run as a person says. */
export async function* treatOne(wish: Wish, operation: OfOne): AsyncIterable<Treated> {
  const record = await wish.store.getRun(operation.runId);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no run ${operation.runId} in the store.`);
  if (operation.kind === "resume") {
    const overtaken = operation.evenOvertaken === true ? null : await refusedAsOvertaken(wish, record);
    if (overtaken !== null || operation.onNewVersion) {
      yield overtaken ?? (await renew(wish, record, operation));
      return;
    }
  }
  const treated = await treatRun(wish, { record, deed: operation.kind }, (stood, context) =>
    operation.kind === "resolve"
      ? resolveEffect(stood, operation.wasDone, context)
      : resumeRun(stood, operation.from, context),
  );
  yield operation.kind === "resolve" ? await withOvertaken(wish, treated, record) : treated;
}

/** What became of a run that goes on since somebody told a fact, with why its event is not so any more. */
async function withOvertaken({ store }: Wish, treated: Treated, { run }: RunRecord): Promise<Treated> {
  const { item } = treated;
  const event = item.does === null ? undefined : (await store.getEvent(run.eventId))?.event;
  const overtaken = event === undefined ? null : await overtakenBy(store, event);
  return overtaken === null
    ? treated
    : { ...treated, item: { ...item, does: `${item.does ?? ""}; its event ${overtaken}` } };
}

async function renew(wish: Wish, record: RunRecord, { from }: Extract<OfOne, { kind: "resume" }>): Promise<Treated> {
  const { ruleId } = record.run;
  const inForce = wish.activeRules().ruleSet.rules.find(({ id }) => id === ruleId);
  const renewed = inForce === undefined ? null : await startedBy(wish, record, inForce);
  // Before a run names it.
  if (inForce !== undefined && !wish.isPlan) await wish.store.saveRules([inForce], wish.clock.now());
  return treatRun(wish, { record, deed: "resume" }, (stood, context) => {
    if (inForce === undefined) return { refused: `has the rule ${ruleId}, which is not in force any more` };
    if (renewed !== null) return { refused: whyNotRenewed(record, renewed) };
    const { lane } = stood.run;
    const notLive = whyNotLive(inForce, { lane, phone: phoneOfLane(lane) }, wish.digest);
    const idOf = (source: Parameters<typeof runId>[1]): string => runId(wish.digest, source);
    return renewRun(stood, { rule: inForce, from }, { ...context, idOf, notLive });
  });
}

function whyNotRenewed({ run }: RunRecord, renewed: RunRecord): string {
  if (renewed.run.id !== run.id) return `was started anew by that version before: ${renewed.run.id}`;
  return `was itself started by the version in force, though it names ${run.ruleVersion}: no other can be started in its place; heyrules dead drop takes it away`;
}

/** The run that another version of the rule started on the same event, or null. */
async function startedBy({ store, digest }: Wish, { run }: RunRecord, rule: Rule): Promise<RunRecord | null> {
  const { eventId, ruleVersion } = run;
  if (rule.version === ruleVersion) return null;
  return store.getRun(runId(digest, { eventId, ruleId: rule.id, ruleVersion: rule.version }));
}

/** The engine may write a run between our look and our decision; then both are made anew. */
const TRIES = 5;

/** Treats a run as it stands, and anew when the engine has written it meanwhile. */
export async function treatRun(
  wish: Wish,
  { record, deed }: { readonly record: RunRecord; readonly deed: Deed },
  treat: (stood: Stood, context: InterventionContext) => Intervention,
): Promise<Treated> {
  const { store, clock, isPlan } = wish;
  const { id, ruleId, lane } = record.run;
  const subject = { kind: "run", id, ruleId, lane } as const;
  let seen = record;
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const rule = await store.getRule(seen.run.ruleVersion);
    const intervention = treat({ ...seen, rule }, { settings: wish.settings(), now: clock.now(), by: byLine(wish) });
    if ("refused" in intervention) return treatedAs(subject, intervention);
    const { does, changes } = intervention;
    const { kept, ...texts } = await sendsOfRun(wish, changes, seen);
    const said = { does: `${does}${kept ?? ""}${ruleNow(wish, changes, seen.run) ?? ""}` };
    const treated = waitingFor(treatedAs(subject, said, texts), await pauseAhead(wish, changes));
    if (isPlan) return treated;
    const entry = entryOf(wish, { deed, target: { kind: "run", id }, text: does });
    if ((await store.decide({ ...emptyDecision(entry), seen: [seen.run], changes })) === "committed") {
      return treated;
    }
    seen = (await store.getRun(id)) ?? seen;
  }
  return treatedAs(subject, { refused: "changed again and again meanwhile; try again in a moment" });
}

async function treatEvent(wish: Wish, { event, status }: EventRecord, deed: OfMany["kind"]): Promise<Treated> {
  const { id, lane } = event;
  const subject = { kind: "event", id, lane } as const;
  if (status !== "parked") {
    const hint = deed === "retry" ? "; heyrules events replay has it evaluated again" : "";
    return treatedAs(subject, { refused: `is not parked${hint}` });
  }
  if (deed === "cancel") return treatedAs(subject, { refused: "is an event; heyrules dead drop leaves it at that" });
  const did = deed === "retry" ? "is evaluated once more" : "is left as it is, not evaluated";
  const foreseen = deed === "retry" ? await foreseeAgain(wish, event) : null;
  // A replay may have sent what this comes to.
  const { count: repeats } = await textsBefore(wish, event, {
    fires: foreseen === null || foreseen.textsAhead === 0 ? [] : foreseen.fires,
  });
  const does = foreseen === null ? did : `${did}: ${foreseen.told}`;
  const sends = { repeats, textsAhead: foreseen?.textsAhead ?? 0 };
  const treated = waitingFor(treatedAs(subject, { does }, sends), await pauseOnFirings(wish, foreseen?.fires ?? []));
  if (wish.isPlan) return treated;
  const entry = entryOf(wish, { deed, target: { kind: "event", id }, text: did });
  const parkedEvent = { id, lane, status: deed === "retry" ? "new" : "done" } as const;
  const outcome = await wish.store.decide({ ...emptyDecision(entry), parkedEvent });
  return outcome === "committed" ? treated : treatedAs(subject, { refused: "is not parked any more" });
}
