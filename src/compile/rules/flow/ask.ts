import type { EffectSpecs } from "../../../core/model/ruleset/action.ts";
import type { Condition, EventPattern, Instruction } from "../../../core/model/ruleset/rule.ts";
import type { WrittenAsk, WrittenPattern } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { isEmojiText } from "../../../core/texting/emoji-text.ts";
import { compileRetryOptions } from "../actions/retry-options.ts";
import { compilerOf } from "../actions/registry.ts";
import { checkWithoutContact } from "../actions/without-contact.ts";
import { checkWords, warnOfAskedOptOut } from "../actions/heymarket/wording.ts";
import { routed, sequence } from "../blocks.ts";
import type { Block, Routed } from "../blocks.ts";
import { durationMs, placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import { compilePatterns } from "../triggers/triggers.ts";
import { compileAnswers } from "./answers.ts";
import type { Answer } from "./answers.ts";
import type { StepSource } from "./step-source.ts";

/**
 * A question as the instructions it comes to: for each time it is asked a text, the wait for what follows, and a way for each
 * answer. Whoever writes no answer is asked again, or there is none. A person of the team who writes meanwhile ends the run:
 * what the contact writes then may be meant for them.
 */
export function compileAsk(written: WrittenAsk, source: StepSource, context: CompileContext): Block {
  const { stepPath, path, compileSteps } = source;
  const { answers: writtenAnswers, into, reprompt, no_answer: noAnswer, timeout } = written;
  const stepId = idOf(source);
  context.steps.set(stepId, "ask");
  const spec = questionOf(written, path, context);
  const data = `steps.${stepId}`;
  const answers = compileAnswers(writtenAnswers, { path: [...path, "answers"], text: `${data}.event.text` }, context);
  const emoji = answers.flatMap(({ words = [] }) => words.filter(isEmojiText));
  const events = eventsOf({ inboxId: spec.inboxId, emoji }, path, context);
  context.vars.set(into, null);
  warnOfLostAnswers(written, source, context);
  if (reprompt !== undefined) {
    checkWords(reprompt.text, [...path, "reprompt", "text"], context);
    warnOfAskedOptOut(reprompt.text, [...path, "reprompt", "text"], context);
  }
  const none = noAnswer === undefined ? sequence([]) : compileSteps(noAnswer, [...path, "no_answer"], context);

  const at = { path: placeOf(stepPath), place: context.document.positionOf(path, "key") };
  const timeoutMs = durationMs(timeout);
  const round = { into, stepId, events, answers, timeoutMs, step: at };
  const parts = roundOf("ask", { ...round, ...at, spec });
  for (let again = 1; reprompt !== undefined && again <= (reprompt.max ?? 1); again += 1) {
    const origin = {
      path: `${at.path}/reprompt/${again}`,
      place: context.document.positionOf([...path, "reprompt"], "key"),
    };
    // Who has just written is awake.
    const more = { ...spec, purpose: "reply", text: reprompt.text } as const;
    parts.push(...roundOf(`reprompt ${again}`, { ...round, ...origin, spec: more }));
  }
  const unset = () => ({ op: "set", ...at, values: [{ name: into, value: null }] }) as const;
  return routed([...parts, { mark: "none" }, unset, none, { mark: "end" }]);
}

/** Who answers in other words has answered, and steps for when nobody did take them for somebody who did not. */
function warnOfLostAnswers(
  { answers, reprompt, no_answer: noAnswer }: WrittenAsk,
  source: StepSource,
  context: CompileContext,
): void {
  const takesAnyText = answers === "text" || (typeof answers === "object" && "text" in answers);
  const looksAtThem = JSON.stringify(noAnswer ?? []).includes(`steps.${idOf(source)}.`);
  if (reprompt !== undefined || takesAnyText || looksAtThem) return;
  context.findings.warning({
    code: "no-reprompt",
    path: source.path,
    which: "key",
    message:
      "an answer in other words counts as none: nobody asks again, and `no_answer` does not tell it from silence",
    hint: 'add reprompt: { text: "…" }, or let `no_answer` look at steps.ID.timed_out',
  });
}

/** By which the answer is read: the id of the step, else one that no step can have. */
function idOf({ step, stepPath }: StepSource): string {
  return step.id ?? `_${placeOf(stepPath).replaceAll("/", "_")}`;
}

function questionOf(written: WrittenAsk, path: Path, context: CompileContext): EffectSpecs["send_message"] {
  const { purpose = "service", text, inbox, sender } = written;
  const message = {
    purpose,
    text,
    ...(inbox === undefined ? {} : { inbox }),
    ...(sender === undefined ? {} : { sender }),
  };
  checkWithoutContact({ send_message: message }, "send_message", path, context);
  return compilerOf("send_message").compile(message, path, context);
}

/** What the contact or the team writes, or that the contact opts out. A text of nothing but emoji is heard of by its name only. */
function eventsOf(
  { inboxId, emoji }: { readonly inboxId: string | null; readonly emoji: readonly string[] },
  path: Path,
  context: CompileContext,
): readonly EventPattern[] {
  const byEmoji: WrittenPattern = {
    event: "message_recieved",
    where: { author: "contact", text: { is: [...emoji] } },
  };
  const patterns = compilePatterns(
    [
      { event: "message_recieved", where: { author: "contact" } },
      ...(emoji.length === 0 ? [] : [byEmoji]),
      { event: "message_sent", where: { author: ["human", "ai"] } },
      "target_opt_out",
    ],
    path,
    context,
  );
  return patterns.map((pattern) =>
    pattern.eventType === "message_recieved" && inboxId !== null ? { ...pattern, inboxIds: [inboxId] } : pattern,
  );
}

interface Round extends Origin {
  readonly spec: EffectSpecs["send_message"];
  readonly into: string;
  readonly stepId: string;
  readonly events: readonly EventPattern[];
  readonly answers: readonly Answer[];
  readonly timeoutMs: number;
  /** Where the whole question stands. */
  readonly step: Origin;
}

type ImpliedTest = Extract<Condition, { kind: "test" }>;

type Origin = Pick<Extract<Instruction, { op: "set" }>, "path" | "place">;

function roundOf(name: string, round: Round): Routed[] {
  const { path, place, spec, into, stepId, events, answers, timeoutMs, step } = round;
  const data = `steps.${stepId}`;
  const implied = (name: string, condition: Pick<ImpliedTest, "written" | "logic" | "reads">, mark: string): Routed => {
    const origin = { path: `${step.path}/${name}`, place: step.place };
    const test: Condition = { kind: "test", key: null, ...origin, ...condition };
    return (to) => ({ op: "unless", ...origin, condition: test, target: to(mark), isImplied: true });
  };
  const type = `${data}.event.type`;
  const fromTeam = { written: "the team wrote", logic: { is: [{ var: type }, ["message_sent"]] }, reads: [type] };
  const forbidding = ["contact.opted_out", "contact.held"];
  const mayBeTexted = {
    written: "the contact may be texted",
    logic: { "!": [{ or: forbidding.map((path) => ({ var: path })) }] },
    reads: forbidding,
  };
  const standard = compileRetryOptions({}, "send_message");
  const heard = `${name} heard`;
  const parts: Routed[] = [
    () => ({
      op: "effect",
      path,
      place,
      stepId: name === "ask" ? ownId(stepId) : null,
      effect: spec,
      ...standard,
      onFail: null,
    }),
    (to) => ({
      op: "await",
      path,
      place,
      stepId,
      events,
      timeoutMs,
      clock: null,
      from: "now",
      newsSince: "sent",
      lookbackMs: null,
      verify: false,
      onEvent: to(heard),
    }),
    (to) => ({ op: "jump", target: to("none") }),
    { mark: heard },
    implied("team", fromTeam, `${name} contact`),
    () => ({ op: "stop", ...step, reason: "the team wrote to the contact, who may answer that" }),
    { mark: `${name} contact` },
    implied("texted", mayBeTexted, "none"),
  ];
  answers.forEach(({ condition, value }, index) => {
    const next = `${name} not ${index}`;
    const { path: from, place: at } = condition;
    parts.push((to) => ({ op: "unless", path: from, place: at, condition, target: to(next) }));
    parts.push(() => ({ op: "set", path: condition.path, place: condition.place, values: [{ name: into, value }] }));
    parts.push((to) => ({ op: "jump", target: to("end") }), { mark: next });
  });
  return parts;
}

function ownId(stepId: string): string | null {
  return stepId.startsWith("_") ? null : stepId;
}
