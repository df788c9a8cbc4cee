import type { Condition, Instruction, Rule } from "../../core/model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../../core/model/ruleset/rule.ts";
import type { Path } from "../yaml/document.ts";
import { findContradiction } from "./conditions/never-matches.ts";
import type { CompileContext } from "./compile-context.ts";

/** Warns of what a rule may do and hardly anyone wants: loops, several answers, never firing. */
export function lintRule(rule: Rule, path: Path, context: Pick<CompileContext, "findings" | "settings">): void {
  const contradiction = findContradiction(rule, context.settings);
  if (contradiction !== null) {
    context.findings.warning({
      code: "never-matches",
      path: [...path, rule.condition === null ? "on" : "if"],
      which: "key",
      message: `no event fits: the conditions on "${contradiction}" contradict each other`,
      hint: 'alternatives stand in one list or under `any`, such as "text: [price, quote]"',
    });
  }
  if (eventTypesOf(rule.triggers).includes("message_recieved") && asksForYes(rule)) {
    context.findings.warning({
      code: "opt-in-word",
      path,
      message:
        "YES opts a contact in again at Heymarket, who may not have meant that; here it is an answer and lifts nothing",
      hint: "ask for another word, such as CONFIRM or 1",
    });
  }
  const [text] = rule.program.filter(isTextToContact);
  if (text === undefined) return;
  const types = eventTypesOf(rule.triggers);
  if (types.includes("message_sent")) {
    context.findings.warning({
      code: "text-on-text",
      path,
      position: text.place,
      message: "a text sent because a text was sent invites loops with other automations",
      hint: "start the rule with message_recieved, or limit it by `where: { author: human }` and `once_per`",
    });
  }
  if (types.includes("message_recieved") && rule.limits.oncePerMs === null) {
    context.findings.warning({
      code: "no-once-per",
      path,
      position: text.place,
      message: "this rule answers every text of a contact, also those of another machine",
      hint: "add limits: { once_per: 12h }",
    });
  }
}

function asksForYes({ triggers, condition }: Rule): boolean {
  return [condition, ...triggers.map((trigger) => patternOf(trigger).where)].some(namesYes);
}

function namesYes(condition: Condition | null): boolean {
  if (condition === null) return false;
  if (condition.kind === "not") return false;
  if (condition.kind !== "test") return condition.children.some(namesYes);
  const { key } = condition;
  if (key == null || key.kind === "not" || key.path !== "event.text") return false;
  return key.values.some((value) => String(value).trim().toLowerCase() === "yes");
}

type EffectInstruction = Extract<Instruction, { op: "effect" }>;

function isTextToContact(instruction: Instruction): instruction is EffectInstruction {
  if (instruction.op !== "effect" || instruction.effect.action !== "send_message") return false;
  return instruction.effect.to === "contact" || instruction.effect.to === "chat";
}
