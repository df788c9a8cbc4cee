import { StepError } from "../../base/step-error.ts";
import type { Named } from "../../model/ruleset/action.ts";
import type { RenderContext } from "../definition.ts";

/**
 * From which inbox and as which member something appears in Heymarket: what the step says, else the event's inbox or
 * the conversation's, and the configured sender.
 * @throws StepError when neither is known.
 */
export function senderOf(
  spec: { readonly inboxId: string | null; readonly sender: number | null },
  { event, contact, settings }: RenderContext,
): { readonly inbox_id: string; readonly creator_id: number } {
  const inboxId = spec.inboxId ?? event.inboxId ?? contact.chat?.inboxId ?? null;
  if (inboxId === null) throw new StepError("the event names no inbox to send from; add `inbox:` to the step");
  const creatorId = spec.sender ?? settings.sender;
  if (creatorId === null) throw new StepError("there is no member to send as; set heymarket.sender in heyrules.yaml");
  return { inbox_id: inboxId, creator_id: creatorId };
}

/** Id of the conversation the event belongs to, else of the contact's, or null. */
export function chatIdOf({ event, contact }: RenderContext): string | null {
  return event.chatId ?? contact.chat?.id ?? null;
}

/**
 * A rendered text that says something.
 * @throws StepError when it came out empty.
 */
export function nonEmptyText(text: string): string {
  if (text.trim() === "") throw new StepError("the text came out empty");
  return text;
}

/** What a text says to whoever compares it with another: its words, or which template it is; null for a picture. */
export function saidBy(text: string | null, template: Named | null): string | null {
  return text ?? (template === null ? null : `template ${template}`);
}
