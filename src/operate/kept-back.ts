import { maskPhone } from "../core/base/phone.ts";
import type { Run } from "../core/model/run/run.ts";
import { optObjection } from "../core/texting/opt-state.ts";
import type { Store } from "../ports/store/store.ts";

/**
 * Why the send gate keeps back a text of a run as things stand, since its recipient opted out or is held, as words behind what is
 * done; null when nobody has. `what` is the text, or those that it may come to.
 */
export async function keptBack(
  store: Pick<Store, "optStateOf">,
  phone: string,
  { lane, createdAt }: Pick<Run, "lane" | "createdAt">,
  what = "its text is",
): Promise<string | null> {
  const whose = phone === lane ? "the contact" : maskPhone(phone);
  const objection = optObjection(await store.optStateOf(phone), createdAt, whose);
  return objection === null ? null : `; ${what} kept back: ${objection.reason}`;
}
