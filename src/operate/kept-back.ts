import { maskPhone } from "../core/base/phone.ts";
import type { Run } from "../core/model/run/run.ts";
import { phoneOfLane } from "../core/model/source.ts";
import type { OptObjection } from "../core/texting/opt-state.ts";
import { optObjection } from "../core/texting/opt-state.ts";
import type { Store } from "../ports/store/store.ts";

/** What the send gate has against a text of a run as things stand, since its recipient opted out or is held; null when nobody has. */
export async function objectionTo(
  store: Pick<Store, "optStateOf">,
  phone: string,
  { lane, createdAt }: Pick<Run, "lane" | "createdAt">,
): Promise<OptObjection | null> {
  const whose = phone === phoneOfLane(lane) ? "the contact" : maskPhone(phone);
  return optObjection(await store.optStateOf(phone), createdAt, whose);
}

/**
 * The same as words behind what is done; null when nobody has. `what` is the text, or those that it may come to.
 */
export async function keptBack(
  store: Pick<Store, "optStateOf">,
  phone: string,
  run: Pick<Run, "lane" | "createdAt">,
  what = "its text is",
): Promise<string | null> {
  const objection = await objectionTo(store, phone, run);
  return objection === null ? null : `; ${what} kept back: ${objection.reason}`;
}
