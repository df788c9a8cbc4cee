import type { Instruction } from "../model/ruleset/rule.ts";

type EffectInstruction = Extract<Instruction, { op: "effect" }>;

/** A number or address of the contact, written as a template. */
const OWN_NUMBER = /^\s*\{\{-?\s*contact\.phone\b[^}]*\}\}\s*$/;
const OF_CONTACT = /\{\{-?\s*contact\./;

/** Whether a step texts or mails the contact of the event, by whichever action. */
export function isTextToContact(instruction: Instruction): instruction is EffectInstruction {
  if (instruction.op !== "effect") return false;
  const { effect } = instruction;
  if (effect.action === "send_message")
    return effect.to === "contact" || effect.to === "chat" || OWN_NUMBER.test(effect.to);
  if (effect.action === "send_email")
    return effect.purpose === "reply" || effect.to.some((address) => OF_CONTACT.test(address));
  return effect.action === "send_survey" || effect.action === "schedule_message";
}
