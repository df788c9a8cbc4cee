import type { ActionName } from "../../../core/model/ruleset/action.ts";
import type { ActionCompiler } from "./definition.ts";
import { emit } from "./emit.ts";
import { crm } from "./remote/crm.ts";
import { contact, list, optOut } from "./heymarket/contact.ts";
import { scheduleMessage, sendEmail, sendSurvey } from "./heymarket/texts.ts";
import { http } from "./remote/http.ts";
import { assign, close, open, transfer } from "./heymarket/conversation.ts";
import { note } from "./heymarket/note.ts";
import { notify } from "./remote/notify.ts";
import { sendMessage } from "./heymarket/send-message.ts";
import { tag } from "./heymarket/tag.ts";

const COMPILERS: { readonly [Name in ActionName]: ActionCompiler<Name> } = {
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

/** How an action is written. */
export function compilerOf<Name extends ActionName>(name: Name): ActionCompiler<Name> {
  return COMPILERS[name];
}
