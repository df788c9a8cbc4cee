import { linesOf } from "../../../core/base/diagnostic.ts";
import type { Position } from "../../../core/base/diagnostic.ts";
import type { Condition, EventPattern, Rule } from "../../../core/model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../../../core/model/ruleset/rule.ts";
import { isOutsideType, isRaisedType } from "../../../core/event/vocabulary.ts";
import type { Path } from "../../yaml/document.ts";
import { findDenied, findEvent } from "../../../core/match/comparison/find-event.ts";
import type { CompileContext } from "../compile-context.ts";
import { isTold, isToldOfPattern, MOST_STEPS } from "./never-fitting.ts";
import { warnOfLateReplies } from "./late-replies.ts";
import { warnOfOptOutWords } from "./opt-out-words.ts";
import { isTextToContact } from "../../../core/actions/text-to-contact.ts";

/** Warns of what a rule may do and hardly anyone wants: loops, several answers, never firing. */
export function lintRule(
  rule: Rule,
  path: Path,
  context: Pick<CompileContext, "findings" | "settings" | "document">,
): void {
  warnOfUselessCondition(rule, path, context);
  warnOfLateReplies(rule, path, context);
  warnOfOptOutWords(rule, path, context);
  warnOfNoInbox(rule, path, context);
  const yes = askedForYes(rule);
  if (yes !== null) {
    context.findings.warning({
      code: "opt-in-word",
      path,
      position: positionOfYes(yes, context.document.fileOf(yes).text),
      message:
        "YES opts a contact in again at Heymarket, who may not have meant that; here it is an answer and lifts nothing",
      hint: "ask for another word, such as CONFIRM or 1",
    });
  }
  const [text] = rule.program.filter(isTextToContact);
  if (text === undefined) return;
  const types = eventTypesOf(rule.triggers);
  // What did not come is told once, to whom it may be.
  if (rule.program[0]?.op === "await") return;
  if (types.includes("message_sent")) {
    context.findings.warning({
      code: "text-on-text",
      path,
      position: text.place,
      message: "a text sent because a text was sent invites loops with other automations",
      hint: "start the rule with message_recieved, or limit it by `where: { author: human }` and `once_per`",
    });
  }
  if (
    types.includes("message_recieved") &&
    rule.limits.oncePerMs === null &&
    rule.limits.max === undefined &&
    !answersFew(rule)
  ) {
    context.findings.warning({
      code: "no-once-per",
      path,
      position: text.place,
      message: `this rule answers every text of a contact${whichTexts(rule)}, also those of another machine`,
      hint: "add limits: { once_per: 12h }",
    });
  }
}

function warnOfUselessCondition(
  rule: Rule,
  path: Path,
  { findings, settings }: Pick<CompileContext, "findings" | "settings">,
): void {
  const input = { settings, mostSteps: MOST_STEPS };
  const fitting = findEvent({ starts: [rule], startsNot: [] }, input);
  if (fitting.kind === "none") {
    const areTold = rule.triggers.every(
      (trigger) => trigger.kind === "event" && isToldOfPattern(trigger, findings.list),
    );
    if (areTold || isTold(rule.condition, findings.list)) return;
    const fields = fitting.fields.filter((field) => !field.includes(" ")).map((field) => `"${field}"`);
    const which = fields.length === 0 ? "" : ` on ${fields.join(" and ")}`;
    findings.warning({
      code: "never-matches",
      path: [...path, rule.condition === null ? "on" : "if"],
      which: "key",
      message: `no event fits: the conditions${which} contradict each other`,
      hint: 'alternatives stand in one list or under `any`, such as "text: [price, quote]"',
    });
  } else if (rule.condition !== null && findDenied(rule, input).kind === "none") {
    findings.warning({
      code: "always-holds",
      path: [...path, "if"],
      which: "key",
      message: "this holds on every event of `on`, so it decides nothing",
      hint: "remove it, or look whether it says what you mean",
    });
  }
}

/** An event of another system has no inbox, so only a conversation that is known already tells one; one that a rule raises has that of its cause. */
function warnOfNoInbox(rule: Rule, path: Path, { findings }: Pick<CompileContext, "findings">): void {
  const [type] = eventTypesOf(rule.triggers).filter((each) => isOutsideType(each) && !isRaisedType(each));
  if (type === undefined) return;
  let isKnown = false;
  for (const instruction of rule.program) {
    if (instruction.op !== "effect") continue;
    const { effect } = instruction;
    const takesInbox = TEXTS.some((action) => action === effect.action);
    const needsInbox = takesInbox
      ? "inboxId" in effect && effect.inboxId === null
      : IN_CONVERSATION.includes(effect.action);
    isKnown ||= takesInbox && !needsInbox;
    if (!needsInbox || isKnown) continue;
    findings.warning({
      code: "no-inbox",
      path,
      position: instruction.place,
      message: `${type} names no inbox: ${effect.action} fails for a contact who has no conversation yet`,
      hint: takesInbox
        ? "add `inbox:` to the step"
        : "put it behind a text with `inbox:`, or leave it to rules on texts",
    });
  }
}

const TEXTS: readonly string[] = ["send_message", "send_survey", "schedule_message", "send_email"];
/** Steps that take the conversation of the event. */
const IN_CONVERSATION: readonly string[] = ["note", "assign", "transfer", "open", "close"];

/** Where a condition stands that wants YES of a text of the contact; null when none does. */
function askedForYes({ triggers, condition, program }: Rule): Position | null {
  const awaited = program.flatMap((instruction) => (instruction.op === "await" ? instruction.events : []));
  const started = triggers.map(patternOf).filter(isInbound);
  const asked = [...started, ...awaited.filter(isInbound)].map(({ where }) => where);
  const places = [started.length === 0 ? null : condition, ...asked].flatMap((each) =>
    textTests(each).filter(namesYes),
  );
  return places[0]?.place ?? null;
}

/** The word itself, the first behind the place of its condition. */
function positionOfYes(place: Position, text: string): Position {
  const { line, column } = place;
  const lines = linesOf(text);
  for (let index = line - 1; index < lines.length; index += 1) {
    const from = index === line - 1 ? column - 1 : 0;
    const found = lines[index]?.slice(from).search(/\byes\b/i) ?? -1;
    if (found >= 0) return { ...place, line: index + 1, column: from + found + 1 };
  }
  return place;
}

function isInbound({ eventType }: EventPattern): boolean {
  return eventType === "message_recieved";
}

/** Of which texts that holds; empty when of all. */
function whichTexts({ triggers, condition, group }: Rule): string {
  const isNarrowed =
    condition !== null ||
    triggers
      .map(patternOf)
      .filter(isInbound)
      .some(({ where }) => where !== null);
  const parts = [
    ...(isNarrowed ? ["fits its conditions"] : []),
    ...(group?.answers === "first" ? ["no other rule of its group answers"] : []),
  ];
  return parts.length === 0 ? "" : ` that ${parts.join(" and that ")}`;
}

type TestCondition = Extract<Condition, { kind: "test" }>;

/** The tests of a condition that no `not` turns round. */
function textTests(condition: Condition | null): readonly TestCondition[] {
  if (condition === null || condition.kind === "not") return [];
  return condition.kind === "test" ? [condition] : condition.children.flatMap(textTests);
}

function namesYes({ key }: TestCondition): boolean {
  if (key == null || key.kind === "not" || key.path !== "event.text") return false;
  return key.values.some((value) => String(value).trim().toLowerCase() === "yes");
}

/** Whether another machine hardly keeps it going: it answers exact words, or by what it counts of earlier events. */
function answersFew({ triggers, condition, histories }: Rule): boolean {
  if (histories.some(({ inSteps }) => inSteps !== true)) return true;
  const isWhole = (each: Condition | null): boolean => {
    if (each === null || each.kind === "not") return false;
    if (each.kind === "test") return each.key?.kind === "is" && each.key.path === "event.text";
    return each.kind === "all" ? each.children.some(isWhole) : each.children.every(isWhole);
  };
  return (
    isWhole(condition) ||
    triggers
      .map(patternOf)
      .filter(isInbound)
      .every(({ where }) => isWhole(where))
  );
}
