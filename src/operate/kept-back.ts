import type { Run } from "../core/model/run/run.ts";
import type { OptObjection } from "../core/texting/opt-state.ts";
import { runObjection } from "../core/texting/opt-state.ts";
import type { Store } from "../ports/store/store.ts";

/** What the send gate has against a text of a run as things stand, since its recipient opted out or is held; null when nobody has. */
export async function objectionTo(
  store: Pick<Store, "optStateOf">,
  phone: string,
  run: Pick<Run, "lane" | "createdAt">,
): Promise<OptObjection | null> {
  return runObjection(await store.optStateOf(phone), phone, run);
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
  return objection === null ? null : `; ${what} kept back: ${objection.guard}: ${objection.reason}`;
}
