import { actionOf } from "../../actions/registry.ts";
import { formatDuration } from "../../base/duration.ts";
import { buildRuleData } from "../../language/rule-data.ts";
import { describeFailure, evaluateCondition } from "../../language/condition.ts";
import { recountHistory } from "../../language/history.ts";
import type { Event } from "../../model/event.ts";
import type { Condition, Instruction } from "../../model/ruleset/rule.ts";
import type { Effect } from "../../model/run/effect.ts";
import type { Run } from "../../model/run/run.ts";
import type { ConditionTrace } from "../../model/trace.ts";
import type { JsonObject } from "../../base/json.ts";
import { StepError } from "../../base/step-error.ts";
import { itemData, loopAround } from "../loop.ts";
import type { RunContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";

/** What is known of the contact now, of a text that was held up. */
export interface Meanwhile {
  /** Events of the contact of the types that the rule counts, as far back as it counts, up to now. */
  readonly history: readonly Event[];
  /** How the rule's `if` came out when it fired; null when it has none, or that is not stored any more. */
  readonly condition: ConditionTrace | null;
}

/** So long after it was planned a text was held up: quiet hours, a pause, an outage, a queue. */
const HELD_UP_AFTER_MS = 60_000;

/** Whether a text is so late that its conditions are to be judged again. */
export function isHeldUp(effect: Effect, now: number): boolean {
  return effect.status === "deferred" || now - effect.plannedAt >= HELD_UP_AFTER_MS;
}

/** Since when what is planned now was held up, when that is long: an event may be evaluated late, and a wait end late. */
export function heldUp(
  { readySince, restedAt }: Run,
  { event, now }: Pick<RunContext, "event" | "now">,
): Pick<Effect, "heldUpSince"> {
  const since = readySince ?? restedAt ?? readyAt(event);
  return now - since >= HELD_UP_AFTER_MS ? { heldUpSince: since } : {};
}

/** The step of a run that took longest so far, as the end of a sentence; null when none took a minute. */
export function slowestStep({ effects }: RunView, { rule }: Pick<RunContext, "rule">): string | null {
  const taken = effects.map(({ path, plannedAt, settledAt }) => ({ path, ms: (settledAt ?? plannedAt) - plannedAt }));
  const [slowest] = taken.toSorted((one, other) => other.ms - one.ms);
  if (slowest === undefined || slowest.ms < HELD_UP_AFTER_MS) return null;
  const instruction = rule.program.find((each) => each.op === "effect" && each.path === slowest.path);
  const stepId = instruction?.op === "effect" ? instruction.stepId : null;
  return `the step ${stepId ?? slowest.path} took ${formatDuration(slowest.ms)}`;
}

/** When rules were to look at an event. Other systems may date theirs by anything. */
function readyAt({ type, origin, at, receivedAt }: Event): number {
  return type === "message_recieved" && origin !== "replay" ? at : receivedAt;
}

/**
 * Why the rule would not send a text any more that was held up, or null: what its `if` and that of the steps around it say of
 * `history`, the contact and calendars is judged again, as of now; all else of a condition stays as it came out. Calendars are not asked
 * again by a condition that a `wait` stands behind: that time passes is what its author wants. Nor is the contact by one behind
 * which the rule itself changes them.
 */
export function withdrawal(view: RunView, meanwhile: Meanwhile, context: RunContext): string | null {
  try {
    const recount = (judgedAt: number): readonly number[] =>
      context.rule.histories.map((query) => recountHistory(query, { ...context, ...meanwhile, judgedAt }));
    const ofRule = recount(context.event.at);
    for (const judged of conditionsOf(view, meanwhile, context)) {
      const histories = judged.judgedAt === null ? ofRule : recount(judged.judgedAt);
      const trace = judgeAgain(judged, { ...judged, data: ruleDataNow(view, histories, context) });
      if (trace.result !== "pass") return `the condition no longer holds: ${describeFailure(trace)}`;
    }
    return null;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return `whether the condition still holds could not be told: ${error.message}`;
  }
}

/** Whether a text was held up whose conditions look at the contact, of whom Heymarket may know more by now. */
export function asksContactAgain({ run }: Pick<RunView, "run">, effect: Effect, { rule, now }: RunContext): boolean {
  if (effect.phone === null || !isHeldUp(effect, now)) return false;
  const around = rule.program.filter((instruction, index) => isAround(instruction, { index, cursor: run.cursor }));
  const conditions = [rule.condition, ...around.map((step) => ("condition" in step ? step.condition : null))];
  return conditions.some((condition) => condition !== null && readsContact(condition));
}

function readsContact(condition: Condition): boolean {
  if (condition.kind === "test") return condition.reads.some(isOfContact);
  return condition.kind === "not" ? readsContact(condition.child) : condition.children.some(readsContact);
}

/** What is told of the contact by whoever knows them; how our own texts fared is no such thing. */
function isOfContact(path: string): boolean {
  return path.startsWith("contact.") && path !== "contact.last_delivery" && path !== "contact.read_at";
}

/** Whether a rule changes what is known of the contact there, tags for instance. */
function changesContact(instruction: Instruction): boolean {
  if (instruction.op !== "effect") return false;
  const { inner } = actionOf(instruction.effect.action);
  return inner !== undefined && inner.raised === undefined;
}

/** A condition that held when the run came past it. */
interface Judged {
  readonly condition: Condition;
  /** How it came out then, or null. */
  readonly before: ConditionTrace | null;
  /** When a step looked at it; null for the rule's own, which looks at the time of the event. */
  readonly judgedAt: number | null;
  readonly asksCalendars: boolean;
  readonly asksContact: boolean;
}

function conditionsOf({ run }: RunView, { condition }: Meanwhile, { rule }: RunContext): readonly Judged[] {
  const { program } = rule;
  const presentFrom = (from: number): Pick<Judged, "asksCalendars" | "asksContact"> => {
    const passed = program.slice(from, endOfWay(run, rule, from));
    return {
      asksCalendars: !passed.some(({ op }) => op === "wait" || op === "await"),
      asksContact: !passed.some(changesContact),
    };
  };
  const ofRule =
    rule.condition === null
      ? []
      : [{ condition: rule.condition, before: condition, judgedAt: null, ...presentFrom(0) }];
  const ofSteps = program.flatMap((instruction, index): readonly Judged[] => {
    if (!isAround(instruction, { index, cursor: run.cursor })) return [];
    const entry = run.trace.findLast(({ kind, path }) => kind === "condition" && path === instruction.path);
    const before = entry?.condition ?? null;
    const judgedAt = entry?.at ?? run.createdAt;
    return [{ condition: instruction.condition, before, judgedAt, ...presentFrom(index) }];
  });
  return [...ofRule, ...ofSteps];
}

/** Up to where instructions may have been passed since one: with items before this one, all that a list is gone over with. */
function endOfWay({ cursor, loop }: RunView["run"], rule: RunContext["rule"], from: number): number {
  const around = loopAround(rule, cursor);
  const each = around === null ? undefined : rule.program[around];
  const isAgain = around !== null && from < around && loop !== null && loop.index > 0;
  return isAgain && each?.op === "each" ? each.target : cursor;
}

function isAround(
  instruction: Instruction,
  { index, cursor }: { readonly index: number; readonly cursor: number },
): instruction is Extract<Instruction, { op: "unless" }> {
  return instruction.op === "unless" && index < cursor && cursor < instruction.target;
}

function ruleDataNow({ run, contact }: RunView, histories: readonly number[], context: RunContext): JsonObject {
  const { vars, steps, error } = run;
  const item = itemData(run, context.rule);
  return buildRuleData({ ...context, contact, at: context.now, vars, steps, error, histories, item });
}

/** A condition whose leaves that look at the present are evaluated, and all others as they came out. */
function judgeAgain(
  condition: Pick<Judged, "condition">,
  context: Omit<Judged, "condition"> & { readonly data: JsonObject },
): ConditionTrace {
  const known = new Map(leavesOf(context.before).map((leaf) => [leaf.path, leaf.result]));
  const settled = settle(condition.condition, (leaf) => {
    const looksAtPresent = leaf.reads.some(
      (path) =>
        path.startsWith("history.") ||
        (context.asksCalendars && path.startsWith("calendar.")) ||
        (context.asksContact && isOfContact(path)),
    );
    return looksAtPresent ? null : (known.get(leaf.path) ?? null);
  });
  return evaluateCondition(settled, context.data);
}

type Leaf = Extract<Condition, { kind: "test" }>;

/** A condition with the leaves whose result is known replaced by it. */
function settle(condition: Condition, knownOf: (leaf: Leaf) => ConditionTrace["result"] | null): Condition {
  switch (condition.kind) {
    case "test": {
      const known = knownOf(condition);
      return known === "pass" || known === "fail" ? { ...condition, logic: known === "pass", reads: [] } : condition;
    }
    case "not":
      return { ...condition, child: settle(condition.child, knownOf) };
    case "all":
    case "any":
      return { ...condition, children: condition.children.map((child) => settle(child, knownOf)) };
  }
}

function leavesOf(trace: ConditionTrace | null): readonly ConditionTrace[] {
  if (trace === null) return [];
  return trace.children === undefined ? [trace] : trace.children.flatMap(leavesOf);
}
