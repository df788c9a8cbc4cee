import type { ActionName } from "../../../core/model/ruleset/action.ts";
import type { ActionCompiler } from "./definition.ts";
import { crm } from "./remote/crm.ts";
import { http } from "./remote/http.ts";
import { note } from "./heymarket/note.ts";
import { notify } from "./remote/notify.ts";
import { sendMessage } from "./heymarket/send-message.ts";
import { tag } from "./heymarket/tag.ts";

const COMPILERS: { readonly [Name in ActionName]: ActionCompiler<Name> } = {
  send_message: sendMessage,
  note,
  tag,
  http,
  notify,
  crm,
};

/** How an action is written. */
export function compilerOf<Name extends ActionName>(name: Name): ActionCompiler<Name> {
  return COMPILERS[name];
}
