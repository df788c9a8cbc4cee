import type { JsonValue } from "../../../../core/base/json.ts";
import { readWrittenNumber } from "../../../../core/base/phone.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext, NameContext } from "../../compile-context.ts";
import { resolveInbox } from "../../configured-names.ts";
import { inline } from "../../inline.ts";

import { checkText } from "../../templates-check.ts";
import { reportConflict, requireSender } from "../checks.ts";
import type { ActionCompiler } from "../definition.ts";

/** A text as it is written. */
export const sendMessage: ActionCompiler<"send_message"> = {
  compile(written, path, context) {
    const { text, template, media, to = "contact", sender } = written;
    if (text === undefined && template === undefined && media === undefined) {
      const message = "there is nothing to send";
      const hint = "add `text`, `template` or `media`";
      context.findings.error({ code: "missing-key", path, which: "key", message, hint });
    }
    if (text !== undefined && template !== undefined) reportConflict(["text", "template"], path, context);
    if (text !== undefined) {
      checkText(text, [...path, "text"], context);
      warnOfYes(text, [...path, "text"], context);
    }
    if (media !== undefined) checkText(media, [...path, "media"], context);
    if (written.purpose !== "internal") checkRecipient(to, [...path, "to"], context);
    requireSender(sender ?? null, path, context);
    return {
      action: "send_message",
      purpose: written.purpose,
      text: text ?? null,
      templateId: template ?? null,
      media: media ?? null,
      to: written.purpose === "internal" ? staffNumber(written.to, path, context) : to,
      inboxId: written.inbox === undefined ? null : resolveInbox(written.inbox, [...path, "inbox"], context),
      sender: sender ?? null,
    };
  },
  requestKeys: { template: "template_id", media: "media_url", to: "phone", inbox: "inbox_id", sender: "creator_id" },
  expected({ key, value }, path, context) {
    if (key === "inbox") return resolveInbox(inline(value), path, context);
    return key === "to" ? expectedNumber(value, path, context) : value;
  },
};

function checkRecipient(to: string, path: Path, context: CompileContext): void {
  checkText(to, path, context);
  if (to === "contact" || to === "chat" || to.includes("{{")) return;
  const { country } = context.settings;
  if (readWrittenNumber(to, country) !== null) return;
  const hint = 'write contact, chat, or a number with + and country code such as "+15105550100"';
  context.findings.error({ code: "wrong-value", path, message: `"${to}" is no phone number of ${country}`, hint });
}

/** Who of the staff is texted, by name or number; whether a rendered number is listed can only be told when the text goes out. */
function staffNumber(to: string | undefined, path: Path, context: CompileContext): string {
  const { country, sending } = context.settings;
  const { numbers } = sending.internal;
  if (to?.includes("{{") === true) {
    checkText(to, [...path, "to"], context);
    return to;
  }
  const named = to !== undefined && Object.hasOwn(numbers, to) ? numbers[to] : readWrittenNumber(to, country);
  if (named !== undefined && named !== null && Object.values(numbers).includes(named)) return named;
  const names = Object.keys(numbers);
  const list = names.length === 0 ? "none is listed yet" : `listed are ${names.join(", ")}`;
  const what = to === undefined ? "an internal text needs `to`" : `"${to}" is no number of own staff`;
  const hint = "write a name or number of sending.internal.numbers in heyrules.yaml; " + list;
  context.findings.error({ code: "not-listed", path: to === undefined ? path : [...path, "to"], message: what, hint });
  return to ?? "contact";
}

/** Heymarket takes YES as an opt-in: an opted-out person who answers a question would be texted again. */
function warnOfYes(text: string, path: Path, context: CompileContext): void {
  if (!/\b(reply|text|respond|answer|send|say|type)\b[^.!?\n]*\byes\b/i.test(text)) return;
  const message = "the text asks for YES, and Heymarket opts a contact back in on YES";
  context.findings.warning({ code: "asks-for-yes", path, message, hint: "ask for another word, such as OK or C" });
}

function expectedNumber(value: JsonValue, path: Path, context: NameContext): JsonValue {
  const { country, sending } = context.settings;
  const { numbers } = sending.internal;
  const named = typeof value === "string" && Object.hasOwn(numbers, value) ? numbers[value] : undefined;
  const phone = named ?? readWrittenNumber(value, country);
  if (phone !== null) return phone;
  const hint = "name the number in quotes, or leave `to` out";
  const message = "a test can expect a phone number only";
  context.findings.error({ code: "wrong-value", path, message, hint });
  return value;
}
