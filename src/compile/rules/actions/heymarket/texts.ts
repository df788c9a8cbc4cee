import { isEmail } from "../../../../core/actions/heymarket/contact.ts";
import { parseInstant } from "../../../../core/time/calendar.ts";
import type { JsonValue } from "../../../../core/base/json.ts";
import type { Named } from "../../../../core/model/ruleset/action.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext, NameContext } from "../../compile-context.ts";
import { durationMs } from "../../compile-context.ts";
import { resolveInbox, resolveNamed } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkSaid, checkTemplates, checkText } from "../../checks/templates-check.ts";
import { inboxOf, reportConflict, requireSender, senderIdOf } from "../checks.ts";
import type { ActionCompiler } from "../definition.ts";
import { checkWords, warnOfAskedOptOut } from "./wording.ts";

const REQUEST_KEYS: Readonly<Record<string, string>> = { inbox: "inbox_id", sender: "creator_id" };

/** A survey to the contact as it is written. */
export const sendSurvey: ActionCompiler<"send_survey"> = {
  compile(written, path, context) {
    checkTemplates(written.survey, [...path, "survey"], context);
    const survey = resolveNamed("surveys", written.survey, [...path, "survey"], context);
    return { action: "send_survey", ...commonOf(written, path, context), survey };
  },
  requestKeys: REQUEST_KEYS,
  expected({ key, value }, path, context) {
    return key === "survey"
      ? resolveNamed("surveys", inline(value), path, context)
      : expectedCommon(key, value, path, context);
  },
};

/** A text for later as it is written. */
export const scheduleMessage: ActionCompiler<"schedule_message"> = {
  compile(written, path, context) {
    const { text, template, at, after } = written;
    checkScheduledPurpose(written.purpose, [...path, "purpose"], context);
    requireOneOf(["text", "template"], written, path, context);
    requireOneOf(["at", "after"], written, path, context);
    if (text !== undefined) checkWords(text, [...path, "text"], context);
    if (text !== undefined) warnOfAskedOptOut(text, [...path, "text"], context);
    checkTemplates(template ?? null, [...path, "template"], context);
    if (at !== undefined) checkInstant(at, [...path, "at"], context);
    return {
      action: "schedule_message",
      ...commonOf(written, path, context),
      text: text ?? null,
      template: template === undefined ? null : resolveNamed("templates", template, [...path, "template"], context),
      at: at ?? null,
      afterMs: after === undefined ? null : checkAhead(durationMs(after), [...path, "after"], context),
    };
  },
  requestKeys: { ...REQUEST_KEYS, at: "execute_at" },
  expected({ key, value }, path, context) {
    if (key === "template") return resolveNamed("templates", inline(value), path, context);
    if (key !== "at" || typeof value !== "string") return expectedCommon(key, value, path, context);
    const at = parseInstant(value);
    if (at !== null) return new Date(at).toISOString().replace(".000Z", "Z");
    reportInstant(value, path, context);
    return value;
  },
};

/** An e-mail as it is written. */
export const sendEmail: ActionCompiler<"send_email"> = {
  compile(written, path, context) {
    const to = checkAddresses(written.to, [...path, "to"], context);
    const cc = checkAddresses(written.cc ?? [], [...path, "cc"], context);
    checkSaid(written.subject, [...path, "subject"], context);
    checkSaid(written.text, [...path, "text"], context);
    const { subject, text } = written;
    return { action: "send_email", ...commonOf(written, path, context), to, cc, subject, text };
  },
  requestKeys: REQUEST_KEYS,
  expected({ key, value }, path, context) {
    return key === "to" || key === "cc" ? [value].flat() : expectedCommon(key, value, path, context);
  },
};

interface Common<Purpose> {
  readonly purpose: Purpose;
  readonly inbox?: Named;
  readonly sender?: Named;
}

function commonOf<Purpose>(
  { purpose, inbox, sender }: Common<Purpose>,
  path: Path,
  context: CompileContext,
): { readonly purpose: Purpose; readonly inboxId: string | null; readonly sender: number | null } {
  const senderId = senderIdOf(sender, [...path, "sender"], context);
  requireSender(senderId, path, context);
  const inboxId = inbox === undefined ? null : inboxOf(inbox, [...path, "inbox"], context);
  return { purpose, inboxId, sender: senderId };
}

function expectedCommon(key: string, value: JsonValue, path: Path, context: NameContext): JsonValue {
  if (key === "inbox") return resolveInbox(inline(value), path, context);
  return key === "sender" ? senderIdOf(inline(value), path, context) : value;
}

function requireOneOf<Written extends object>(
  keys: readonly (keyof Written & string)[],
  written: Written,
  path: Path,
  context: CompileContext,
): void {
  const given = keys.filter((key) => written[key] !== undefined);
  if (given.length > 1) reportConflict(given, path, context);
  if (given.length > 0) return;
  const message = `one of ${keys.join(" and ")} is missing`;
  context.findings.error({ code: "missing-key", path, which: "key", message, hint: `add \`${keys.join("` or `")}\`` });
}

/** A reply goes out at any hour because who wrote is awake, which later nobody knows. */
function checkScheduledPurpose(purpose: string, path: Path, { findings }: CompileContext): void {
  if (purpose !== "reply") return;
  const message = "a text for later answers nothing any more, so it is no reply";
  findings.error({ code: "scheduled-reply", path, message, hint: "write `purpose: service`" });
}

function checkInstant(at: string, path: Path, context: CompileContext): void {
  checkText(at, path, context);
  if (!at.includes("{{") && parseInstant(at) === null) reportInstant(at, path, context);
}

function reportInstant(at: string, path: Path, context: NameContext): void {
  const message = `"${at}" is not a time with its zone`;
  const hint = 'such as "2026-03-09T08:00:00-05:00"; for a length of time write `after: 2h`';
  context.findings.error({ code: "bad-instant", path, message, hint });
}

const QUARTER_MS = 900_000;

/** Heymarket refuses what is to go out sooner. */
function checkAhead(ms: number, path: Path, { findings }: CompileContext): number {
  if (ms >= QUARTER_MS) return ms;
  const message = "Heymarket schedules texts from 15 minutes ahead on";
  findings.error({ code: "wrong-value", path, message, hint: "use `wait` and `send_message`" });
  return ms;
}

function checkAddresses(written: string | readonly string[], path: Path, context: CompileContext): readonly string[] {
  const addresses = typeof written === "string" ? [written] : written;
  addresses.forEach((address, index) => {
    const place = typeof written === "string" ? path : [...path, index];
    checkText(address, place, context);
    if (address.includes("{{") || isEmail(address.trim())) return;
    const message = `"${address}" is no e-mail address`;
    context.findings.error({ code: "wrong-value", path: place, message, hint: "write one address for each recipient" });
  });
  return addresses;
}
