import { fitsAny } from "../language/event-pattern.ts";
import { eventRuleData } from "../language/rule-data.ts";
import { awaitEnd, describeWait } from "../language/wait.ts";
import type { Event } from "../model/event.ts";
import type { Effect, EffectStatus } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { TraceEntry } from "../model/trace.ts";
import { approvalCodeAt } from "./approval-code.ts";
import { stepsAfter } from "./after-step.ts";
import { itemAt } from "./loop.ts";
import type { AwaitInstruction, RunContext } from "./run-context.ts";

/**
 * What becomes of a run at an `await`.
 *
 *   ready    -> ready     what it waits for has come already, within what it looks back
 *   ready    -> waiting   else; due at the end of its time
 *   waiting  -> ready     an event of the contact fits (`heardBy`), in the transaction that evaluates it
 *   waiting  -> ready     its time is over (`timedOut`)
 *
 * (test/core/run/await.test.ts, test/run/awaits.test.ts)
 */
export function startAwait(
  { run, effects }: { readonly run: Run; readonly effects: readonly Effect[] },
  instruction: AwaitInstruction,
  context: RunContext,
): Run {
  const { now, settings, event: start, history = [] } = context;
  const { from, timeoutMs, clock, events } = instruction;
  const text = instruction.newsSince === "sent" ? textOf(effects, instruction) : null;
  if (text !== null && isKept(text)) return timedOut(run, instruction, now, "nothing went out that could be answered");
  const span = newsOf({ run, effects }, instruction, context);
  const found = history.findLast(
    (event) =>
      !isKnownTo(run, event) &&
      event.at > span.after &&
      isOwnCall({ run, rule: context.rule }, instruction, event) &&
      fitsAny(events, event, settings),
  );
  if (found !== undefined) return arrived(run, { instruction, event: found }, context);
  const dueAt = awaitEnd({ timeoutMs, clock }, from === "start" ? start.at : now, settings);
  const approval = instruction.approves === undefined ? null : { code: approvalCodeAt(run, context), askedAt: now };
  const awaited = approval === null ? awaitedBy(instruction) : `the approval ${approval.code}`;
  const entry: TraceEntry = {
    at: now,
    path: instruction.path,
    kind: "wait",
    text: `${describeWait(dueAt, settings)} for ${awaited}`,
    ...(approval === null ? {} : { asks: approval.code }),
  };
  return {
    ...run,
    status: "waiting",
    dueAt: Math.max(dueAt, now),
    waitsFor: clock === null ? "elapsed" : "instant",
    awaitsSince: span.from,
    ...(approval === null ? {} : { approval }),
    trace: [...run.trace, entry],
  };
}

/** The newest text of the step that waits for its answer; null when another run sent it. */
function textOf(effects: readonly Effect[], { path }: AwaitInstruction): Effect | null {
  return effects.findLast((effect) => effect.path === path) ?? null;
}

/** Whether nobody got a text; on trial it counts as sent. */
function isKept({ status, guard }: Effect): boolean {
  return KEPT.includes(status) && guard !== "dry";
}

const KEPT: readonly EffectStatus[] = ["blocked", "failed", "dead", "cancelled"];

/** Whether a run began with an event, or went on with it. */
function isKnownTo({ eventId, heardEvents = [] }: Run, { id }: Event): boolean {
  return id === eventId || heardEvents.includes(id);
}

/** An event of the contact as it was evaluated. */
interface Hearing extends Pick<RunContext, "settings"> {
  readonly event: Event;
}

/** Whether an event came before the wait of a run was over, however late it is evaluated. */
export function cameInTime({ status, dueAt }: Run, { at }: Pick<Event, "at">): boolean {
  return status === "waiting" && dueAt !== null && at < dueAt;
}

/** Whether an event of the contact ends the wait of a run. */
export function heardBy(run: Run, rule: Rule, given: Hearing): boolean {
  const { cursor, awaitsSince } = run;
  const instruction = rule.program[cursor];
  if (!cameInTime(run, given.event) || awaitsSince === null || instruction?.op !== "await") return false;
  if (!isOwnCall({ run, rule }, instruction, given.event)) return false;
  return given.event.at >= awaitsSince && fitsAny(instruction.events, given.event, given.settings);
}

/**
 * Which of the runs that hear an event go on with it, by id: of those that asked the contact something, and got a text, only the
 * one that asked last. A text answers one question.
 */
export function answeredBy(
  heard: readonly { readonly run: Run; readonly rule: Rule }[],
  { type }: Pick<Event, "type">,
): readonly string[] {
  const isQuestion = ({ run, rule }: (typeof heard)[number]): boolean => {
    const instruction = rule.program[run.cursor];
    return type === "message_recieved" && instruction?.op === "await" && instruction.newsSince === "sent";
  };
  const newest = heard
    .filter(isQuestion)
    .reduce<Run | null>((last, { run }) => (last === null || askedAt(run) >= askedAt(last) ? run : last), null);
  return heard.filter((one) => !isQuestion(one) || one.run === newest).map(({ run }) => run.id);
}

function askedAt({ awaitsSince }: Run): number {
  return awaitsSince ?? -Infinity;
}

/** Whether an event may end a wait as far as links go: one that waits for a callback goes on by a call of its own. */
function isOwnCall(
  { run, rule }: { readonly run: Run; readonly rule: Rule },
  { callback }: AwaitInstruction,
  { called }: Event,
): boolean {
  if (callback === undefined) return true;
  const item = itemAt(run, rule)?.index ?? null;
  return called?.eventId === run.eventId && called.ruleId === run.ruleId && called.item === item;
}

/** A run that goes on since the event has come for which it waited. */
export function wokenBy(run: Run, event: Event, context: RunContext): Run {
  const instruction = context.rule.program[run.cursor];
  if (instruction?.op !== "await") throw new Error(`run ${run.id} waits for no event`);
  return arrived(run, { instruction, event }, context);
}

/** `steps.<id>` tells what has come. */
function arrived(
  run: Run,
  { instruction, event }: { readonly instruction: AwaitInstruction; readonly event: Event },
  { now, settings }: Pick<RunContext, "now" | "settings">,
): Run {
  const result = { timed_out: false, event: eventRuleData(event, settings), event_data: event.data };
  const heardEvents = [...(run.heardEvents ?? []), event.id];
  return passed(
    // What came before the run did is no reason to be late.
    { ...run, heardEvents, readySince: run.status === "waiting" ? event.receivedAt : now },
    {
      instruction,
      now,
      cursor: instruction.onEvent,
      result,
      text: `${event.type} has come (${event.id})`,
    },
  );
}

/** A run that goes on since the time of its wait is over, or nothing can come. */
export function timedOut(
  run: Run,
  instruction: AwaitInstruction,
  now: number,
  text = `${awaitedBy(instruction)} has not come in time`,
): Run {
  const nothing =
    instruction.approves === undefined ? { event: null, event_data: null } : { approved: null, by: null, reason: null };
  const result = { timed_out: true, ...nothing };
  const approval = instruction.approves === undefined ? {} : ({ approval: "late" } as const);
  return passed(run, { instruction, now, cursor: run.cursor + 1, result, text, ...approval });
}

/** What a person said of a text that waits for them. */
export interface PersonsWord {
  readonly isApproved: boolean;
  readonly by: string;
  readonly reason: string | null;
}

/** A run that goes on since a person approved or refused what it asked for. */
export function decidedBy(run: Run, instruction: AwaitInstruction, word: PersonsWord & { readonly now: number }): Run {
  const { isApproved, by, reason, now } = word;
  const text = `${isApproved ? "approved" : "refused"} by ${by}${reason === null ? "" : `: ${reason}`}`;
  const result = { timed_out: false, approved: isApproved, by, reason };
  const approval = isApproved ? "approved" : "refused";
  return passed({ ...run, readySince: now }, { instruction, now, cursor: instruction.onEvent, result, text, approval });
}

/** From when on Heymarket is to be asked for what no webhook told, before a run takes it that nothing came; null when it is not. */
export function unverifiedSince({ status, cursor, waitsFor, awaitsSince }: Run, { program }: Rule): number | null {
  const instruction = program[cursor];
  const isAsked = status === "waiting" && waitsFor !== "answer" && instruction?.op === "await" && instruction.verify;
  return isAsked ? awaitsSince : null;
}

/** A run after Heymarket was asked: when something was found it waits a moment, so that this is evaluated first. */
export function verifiedRun(
  run: Run,
  told: { readonly rule: Rule; readonly entered: number; readonly problem: string | null; readonly now: number },
): Run {
  const { rule, entered, problem, now } = told;
  const instruction = rule.program[run.cursor];
  const path = instruction?.op === "await" ? instruction.path : "";
  const found = entered === 0 ? "none that webhooks have not told" : `${entered} that no webhook has told`;
  const asked = `Heymarket was asked for messages, and has ${found}`;
  const text = problem === null ? asked : `Heymarket could not be asked: ${problem}`;
  const noted: Run = { ...run, updatedAt: now, trace: [...run.trace, { at: now, path, kind: "look", text }] };
  return entered === 0 ? noted : { ...noted, waitsFor: "answer", dueAt: now + EVALUATED_WITHIN_MS };
}

const EVALUATED_WITHIN_MS = 5_000;

function passed(
  run: Run,
  input: {
    readonly instruction: AwaitInstruction;
    readonly now: number;
    readonly cursor: number;
    readonly result: Parameters<typeof stepsAfter>[2];
  } & Pick<TraceEntry, "text" | "approval">,
): Run {
  const { instruction, now, cursor, result, ...told } = input;
  return {
    ...withoutApproval(run),
    status: "ready",
    cursor,
    steps: stepsAfter(run, instruction, result),
    dueAt: null,
    waitsFor: null,
    awaitsSince: null,
    restedAt: now,
    updatedAt: now,
    trace: [...run.trace, { at: now, path: instruction.path, kind: "wait", ...told }],
  };
}

function withoutApproval(run: Run): Run {
  const rest = { ...run };
  delete rest.approval;
  return rest;
}

/** Clocks of Heymarket and ours may differ, and what comes during a wait is what it is for. */
const SKEW_MS = 60_000;
/** Heymarket may tell whole seconds. */
const SECOND_MS = 1_000;

/**
 * What is news to a run that comes to an `await`: of what came before, what happened after `after`; of what comes now, what
 * happened from `from` on. That begins with its last attempt, since an answer may be here before we know that the text went
 * out, or when it last rested; and never before the event that started it, unless it looks back that far.
 */
function newsOf(
  { run, effects }: { readonly run: Run; readonly effects: readonly Effect[] },
  { newsSince, lookbackMs, callback }: AwaitInstruction,
  { now, event: start }: RunContext,
): { readonly after: number; readonly from: number } {
  // Nobody can call a link before it was made.
  if (callback !== undefined) return { after: 0, from: 0 };
  const startedAt = wholeSecond(start.at);
  if (newsSince === "start") return { after: start.at - (lookbackMs ?? 0), from: startedAt - (lookbackMs ?? 0) };
  const attemptedAt = Math.max(...effects.map(({ attempts }) => (attempts.at(-1)?.startedAt ?? -Infinity) - SECOND_MS));
  const skewMs = newsSince === "sent" ? SECOND_MS : SKEW_MS;
  const begunAt = Math.max(attemptedAt, run.restedAt ?? -Infinity);
  const base = begunAt === -Infinity ? now : begunAt;
  const after = lookbackMs === null ? Math.max(base, start.at) : base - lookbackMs;
  return { after, from: Math.min(after, Math.max(base - skewMs, startedAt)) };
}

/** The second in which an instant lies: what Heymarket tells in whole seconds may have come behind it all the same. */
export function wholeSecond(at: number): number {
  return Math.floor(at / SECOND_MS) * SECOND_MS;
}

/** What is waited for, in words. */
function awaitedBy({ events, approves, newsSince }: AwaitInstruction): string {
  if (approves !== undefined) return "a person's approval";
  if (newsSince === "sent") return "an answer";
  return [...new Set(events.map(({ eventType }) => eventType))].join(" or ");
}
