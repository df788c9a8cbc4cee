import type { ActionName } from "../../../core/model/action.ts";
import type { ActionCompiler } from "./definition.ts";
import { http } from "./http.ts";
import { note } from "./note.ts";
import { notify } from "./notify.ts";
import { sendMessage } from "./send-message.ts";
import { tag } from "./tag.ts";

const COMPILERS: { readonly [Name in ActionName]: ActionCompiler<Name> } = {
  send_message: sendMessage,
  note,
  tag,
  http,
  notify,
};

/** How an action is written. */
export function compilerOf<Name extends ActionName>(name: Name): ActionCompiler<Name> {
  return COMPILERS[name];
}
