import { StepError } from "../../base/step-error.ts";
import { ownValue } from "../../base/json.ts";
import { nearestOrAll } from "../../base/suggest.ts";
import type { Named } from "../../model/ruleset/action.ts";
import type { VendorNames } from "../../model/ruleset/settings.ts";
import type { RenderContext } from "../definition.ts";

/**
 * From which inbox and as which member something appears in Heymarket: what the step says, else where a step before it has
 * moved the conversation, the event's inbox or the conversation's, and the configured sender.
 * @throws StepError when neither is known.
 */
export function senderOf(
  spec: { readonly inboxId: string | null; readonly sender: number | null },
  context: RenderContext,
): { readonly inbox_id: string; readonly creator_id: number } {
  const { event, contact, movedTo, settings } = context;
  const written = spec.inboxId === null ? null : renderedInbox(spec.inboxId, context);
  const inboxId = written ?? movedTo ?? event.inboxId ?? contact.chat?.inboxId ?? null;
  if (inboxId === null) throw new StepError("the event names no inbox to send from; add `inbox:` to the step");
  const creatorId = spec.sender ?? settings.sender;
  if (creatorId === null) throw new StepError("there is no member to send as; set heymarket.sender in heyrules.yaml");
  return { inbox_id: inboxId, creator_id: creatorId };
}

/**
 * Id of the conversation the event belongs to, else of the contact's; null when none is known, and where a step before it
 * has moved it: Heymarket does not say whether it keeps its id, and finds it by its number.
 */
export function chatIdOf({ event, contact, movedTo }: RenderContext): string | null {
  return movedTo === null ? (event.chatId ?? contact.chat?.id ?? null) : null;
}

/**
 * A rendered text that says something.
 * @throws StepError when it came out empty.
 */
export function nonEmptyText(text: string): string {
  if (isBlank(text)) throw new StepError("the text came out empty");
  return text;
}

/** Whether whoever reads a text sees nothing: space, and signs without a picture, as the fillers of Hangul and a Braille cell without dots. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** What a text says to whoever compares it with another: its words, or which template it is; null for a picture. */
export function saidBy(text: string | null, template: Named | null): string | null {
  return text ?? (template === null ? null : `template ${template}`);
}

/**
 * A name with its templates rendered, or the id that heyrules.yaml gives it; an id stays one. Heymarket is asked for any other name.
 * @throws StepError when it came out empty.
 */
export function renderedName(section: keyof VendorNames, name: Named, context: RenderContext): Named {
  if (typeof name === "number") return name;
  const text = context.text(name).trim();
  if (text === "") throw new StepError("a name came out empty");
  const named = ownValue(context.settings.names[section], text);
  if (typeof named === "number") return named;
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text;
}

/**
 * The id of an inbox, which a template may name as heyrules.yaml does.
 * @throws StepError when there is none of that name.
 */
export function renderedInbox(inbox: string, context: RenderContext): string {
  if (!inbox.includes("{{")) return inbox;
  const { inboxes } = context.settings;
  const name = context.text(inbox).trim();
  const named = ownValue(inboxes, name);
  if (typeof named === "string") return named;
  if (/^[0-9]+$/.test(name)) return name;
  throw new StepError(`there is no inbox "${name}" in heyrules.yaml; ${nearestOrAll(name, Object.keys(inboxes))}`);
}
