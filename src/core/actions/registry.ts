import type { ActionName } from "../model/ruleset/action.ts";
import type { ActionDefinition } from "./definition.ts";
import { emit } from "./emit.ts";
import { crm } from "./remote/crm.ts";
import { contact } from "./heymarket/contact.ts";
import { list } from "./heymarket/list.ts";
import { optOut } from "./heymarket/opt-out.ts";
import { scheduleMessage } from "./heymarket/schedule-message.ts";
import { sendEmail } from "./heymarket/send-email.ts";
import { sendSurvey } from "./heymarket/send-survey.ts";
import { http } from "./remote/http.ts";
import { assign, close, open, transfer } from "./heymarket/conversation.ts";
import { note } from "./heymarket/note.ts";
import { notify } from "./remote/notify.ts";
import { sendMessage } from "./heymarket/send-message.ts";
import { tag } from "./heymarket/tag.ts";

type Definitions = { readonly [Name in ActionName]: ActionDefinition<Name> };

const DEFINITIONS: Definitions = {
  send_message: sendMessage,
  send_survey: sendSurvey,
  schedule_message: scheduleMessage,
  send_email: sendEmail,
  note,
  tag,
  contact,
  list,
  opt_out: optOut,
  assign,
  transfer,
  open,
  close,
  http,
  crm,
  notify,
  emit,
};

/** Every action, in the order documents list them. */
export const ACTION_NAMES = Object.keys(DEFINITIONS) as readonly ActionName[];

/** Whether a word is the name of an action. */
export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(DEFINITIONS, name);
}

/** What the engine knows of an action. */
export function actionOf<Name extends ActionName>(name: Name): ActionDefinition<Name> {
  return DEFINITIONS[name];
}

/** One value for every action. */
export function forEachAction<Value>(make: (name: ActionName) => Value): Readonly<Record<ActionName, Value>> {
  return Object.fromEntries(ACTION_NAMES.map((name) => [name, make(name)])) as Record<ActionName, Value>;
}
