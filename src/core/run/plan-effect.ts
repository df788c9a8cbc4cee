import type { Contact } from "../model/contact.ts";
import { effectId } from "../base/ids.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { toE164 } from "../base/phone.ts";
import type { EffectSpec } from "../model/rule.ts";
import type { EffectInstruction, RunContext } from "./run-context.ts";
import type { Effect, Run } from "../model/run.ts";
import { StepError } from "../base/step-error.ts";
import { renderText, renderValue } from "../language/template.ts";

/** A ledger row for an effect, and the contact after its inner half. A row that needs nothing outside is `done` at once. */
export interface PlannedEffect {
  readonly effect: Effect;
  readonly contact: Contact;
}

/**
 * The effect a run has come to: the row it already has, or a new one with the request rendered and frozen. The local
 * half of `tag` changes the contact exactly once, with the row.
 *
 * @throws StepError with a sentence for the operator when the request cannot be rendered.
 */
export function planEffect(
  run: Run,
  instruction: EffectInstruction,
  context: RunContext & { readonly scope: JsonObject },
): PlannedEffect {
  const id = effectId(context.digest, { runId: run.id, cursor: run.cursor });
  const existing = context.effects.find((effect) => effect.id === id);
  if (existing !== undefined) return { effect: existing, contact: context.contact };
  const spec = instruction.effect;
  const request = renderRequest(spec, context);
  const isTextual = spec.action === "send_message" || spec.action === "note";
  const isInnerOnly = spec.action === "tag" && !spec.inHeymarket;
  const { text, phone } = request;
  const effect: Effect = {
    id,
    runId: run.id,
    eventId: run.eventId,
    ruleId: run.ruleId,
    lane: run.lane,
    path: instruction.path,
    action: spec.action,
    status: isInnerOnly ? "done" : "planned",
    request,
    phone: spec.action === "send_message" && typeof phone === "string" ? phone : null,
    localId: isTextual ? context.localIdOf(id) : null,
    purpose: spec.action === "send_message" ? spec.purpose : null,
    textDigest: spec.action === "send_message" && typeof text === "string" ? context.digest(text) : null,
    attempts: [],
    deadlineAt: null,
    result: null,
    reason: null,
    guard: null,
    plannedAt: context.now,
    dueAt: null,
    settledAt: isInnerOnly ? context.now : null,
  };
  const contact = spec.action === "tag" && spec.inLocal ? retag(context.contact, request) : context.contact;
  return { effect, contact };
}

function renderRequest(spec: EffectSpec, context: RunContext & { readonly scope: JsonObject }): JsonObject {
  const zone = context.settings.timezone;
  const text = (source: string): string => renderText(source, context.scope, zone);
  switch (spec.action) {
    case "send_message":
      return {
        ...recipient(spec.to, text, context),
        ...sender(spec, context),
        text: spec.text === null ? null : nonEmpty(text(spec.text)),
        template_id: spec.templateId,
        media_url: spec.media === null ? null : text(spec.media),
      };
    case "note":
      return {
        phone: context.contact.phone,
        chat_id: chatId(context),
        ...sender({ inboxId: null, sender: null }, context),
        text: nonEmpty(text(spec.text)),
      };
    case "tag": {
      const phone = context.contact.phone;
      if (phone === null && spec.inHeymarket)
        throw new StepError("the event names no number, so there is no contact to tag");
      return { phone, add: spec.add.map(text), remove: spec.remove.map(text) };
    }
    case "http":
      return {
        connection: spec.connection,
        method: spec.method,
        path: text(spec.path),
        headers: Object.fromEntries(Object.entries(spec.headers).map(([name, value]) => [name, text(value)])),
        ...renderBody(spec, (value) => renderValue(value, context.scope, zone), text),
      };
    case "notify":
      return { connection: spec.connection, text: nonEmpty(text(spec.text)) };
  }
}

function renderBody(
  spec: Extract<EffectSpec, { action: "http" }>,
  render: (value: JsonValue) => JsonValue,
  text: (source: string) => string,
): JsonObject {
  if (spec.json !== null) return { json: render(spec.json) };
  if (spec.form !== null) return { form: render(spec.form) };
  return spec.body === null ? {} : { body: text(spec.body) };
}

/** Every text names the number it goes to: without one, nobody could tell whether its owner opted out. */
function recipient(to: string, text: (source: string) => string, context: RunContext): JsonObject {
  const phone = context.contact.phone;
  if (to !== "contact" && to !== "chat") {
    const number = toE164(text(to));
    if (number !== null) return { phone: number, chat_id: null };
    throw new StepError('`to` is not a phone number; write it in quotes with country code, such as "+15105550100"');
  }
  if (phone === null) throw new StepError("the event names no number, so there is nobody to text");
  if (to === "contact") return { phone, chat_id: null };
  const id = chatId(context);
  if (id === null) throw new StepError("the event names no conversation to answer in; use `to: contact`");
  return { phone, chat_id: id };
}

function sender(
  spec: { readonly inboxId: string | null; readonly sender: number | null },
  context: RunContext,
): JsonObject {
  const inboxId = spec.inboxId ?? context.event.inboxId ?? context.contact.chat?.inboxId ?? null;
  if (inboxId === null) throw new StepError("the event names no inbox to send from; add `inbox:` to the step");
  const creatorId = spec.sender ?? context.settings.sender;
  if (creatorId === null) throw new StepError("there is no member to send as; set heymarket.sender in heyrules.yaml");
  return { inbox_id: inboxId, creator_id: creatorId };
}

function chatId(context: RunContext): string | null {
  return context.event.chatId ?? context.contact.chat?.id ?? null;
}

function retag(contact: Contact, request: JsonObject): Contact {
  const add = namesIn(request["add"]);
  const remove = namesIn(request["remove"]);
  return { ...contact, tags: [...new Set([...contact.tags.filter((tag) => !remove.includes(tag)), ...add])] };
}

function namesIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue): item is string => typeof item === "string") : [];
}

function nonEmpty(text: string): string {
  if (text.trim() === "") throw new StepError("the text came out empty");
  return text;
}
