import type { JsonValue } from "../../../../core/base/json.ts";
import { readWrittenNumber } from "../../../../core/base/phone.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext, NameContext } from "../../compile-context.ts";
import { resolveInbox, resolveNamed } from "../../configured-names.ts";
import { inline } from "../../inline.ts";

import { readTextedNumber } from "../../../config/texted-number.ts";
import { checkTemplates, checkText } from "../../checks/templates-check.ts";
import { inboxOf, reportConflict, requireSender, senderIdOf } from "../checks.ts";
import type { ActionCompiler, Arguments } from "../definition.ts";
import { checkWords, warnOfAskedOptOut } from "./wording.ts";

/** A text as it is written. */
export const sendMessage: ActionCompiler<"send_message"> = {
  compile(written, path, context) {
    const { text, template, media, sender } = written;
    if (text === undefined && template === undefined && media === undefined) {
      const message = "there is nothing to send";
      const hint = "add `text`, `template` or `media`";
      context.findings.error({ code: "missing-key", path, which: "key", message, hint });
    }
    if (text !== undefined && template !== undefined) reportConflict(["text", "template"], path, context);
    if (text !== undefined) checkWords(text, [...path, "text"], context);
    if (text !== undefined && isToContact(written)) warnOfAskedOptOut(text, [...path, "text"], context);
    if (media !== undefined) checkMedia(media, [...path, "media"], context);
    checkTemplates(template ?? null, [...path, "template"], context);
    const senderId = senderIdOf(sender, [...path, "sender"], context);
    requireSender(senderId, path, context);
    return {
      action: "send_message",
      purpose: written.purpose,
      text: text ?? null,
      templateId: template === undefined ? null : resolveNamed("templates", template, [...path, "template"], context),
      media: media ?? null,
      to: recipientOf(written, path, context),
      inboxId: written.inbox === undefined ? null : inboxOf(written.inbox, [...path, "inbox"], context),
      sender: senderId,
    };
  },
  requestKeys: { template: "template_id", media: "media_url", to: "phone", inbox: "inbox_id", sender: "creator_id" },
  expected({ key, value }, path, context) {
    if (key === "inbox") return resolveInbox(inline(value), path, context);
    if (key === "template") return resolveNamed("templates", inline(value), path, context);
    if (key === "sender") return senderIdOf(inline(value), path, context);
    return key === "to" ? expectedNumber(value, path, context) : value;
  },
};

function isToContact({ purpose, to = "contact" }: Pick<Arguments<"send_message">, "purpose" | "to">): boolean {
  return purpose !== "internal" && (to === "contact" || to === "chat");
}

/** Heymarket fetches the picture itself, so it needs an address anybody can open. */
function checkMedia(media: string, path: Path, context: CompileContext): void {
  checkText(media, path, context);
  if (media.includes("{{") || /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(media)) return;
  const message = `"${media}" is no public address of a picture`;
  context.findings.error({ code: "wrong-value", path, message, hint: 'such as "https://example.com/cat.jpg"' });
}

function recipientOf(
  { purpose, to = "contact" }: Pick<Arguments<"send_message">, "purpose" | "to">,
  path: Path,
  context: CompileContext,
): string {
  const place = [...path, "to"];
  const isList = typeof to === "string" && purpose !== "internal" && Object.hasOwn(context.settings.names.lists, to);
  if (typeof to === "object" || isList) {
    const message = "a text to a list cannot pass the send gate: nobody could tell who on it opted out, or sleeps";
    const hint = "send it as a campaign in Heymarket, or have a rule text each contact";
    context.findings.error({ code: "list-not-gated", path: place, message, hint });
    return "contact";
  }
  checkText(to, place, context);
  if (purpose === "internal") return staffNumber(to, path, context);
  if (to === "contact" || to === "chat" || to.includes("{{")) return to;
  const hint = 'write contact, chat, or a number with + and country code such as "+15105550100"';
  const { settings, findings } = context;
  readTextedNumber(to, { path: place, hint, country: settings.country, findings });
  return to;
}

/** Who of the staff is texted, by name or number; whether a rendered number is listed can only be told when the text goes out. */
function staffNumber(to: string, path: Path, context: CompileContext): string {
  const { country, sending } = context.settings;
  const { numbers } = sending.internal;
  if (to.includes("{{")) return to;
  const named = Object.hasOwn(numbers, to) ? numbers[to] : readWrittenNumber(to, country);
  if (named !== undefined && named !== null && Object.values(numbers).includes(named)) return named;
  const names = Object.keys(numbers);
  const list = names.length === 0 ? "none is listed yet" : `listed are ${names.join(", ")}`;
  const isMissing = to === "contact";
  const what = isMissing ? "an internal text needs `to`" : `"${to}" is no number of own staff`;
  const hint = "write a name or number of sending.internal.numbers in heyrules.yaml; " + list;
  context.findings.error({ code: "not-listed", path: isMissing ? path : [...path, "to"], message: what, hint });
  return to;
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
