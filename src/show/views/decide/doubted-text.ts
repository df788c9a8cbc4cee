import { isInDoubt } from "../../../core/operate/intervention.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Records } from "../../../ports/store/store.ts";
import type { ShownApproval } from "../approvals.ts";
import { shownText } from "../approvals.ts";
import type { DecidedContact } from "../contacts/decided-contact.ts";
import { decidedContact } from "../contacts/decided-contact.ts";

/** A text of which nobody knows whether it went out, and whom it is to. */
export interface DoubtedText {
  /** Null when what is in doubt has no words. */
  readonly quote: ShownApproval | null;
  /** Null when nobody with a number is to get it. */
  readonly about: DecidedContact | null;
}

/** What is in doubt of a run, as pages show it; nothing of a run that has nothing in doubt. */
export async function doubtedText(
  store: Pick<Records, "getRun" | "getContact" | "optStateOf" | "listEvents">,
  runId: string,
): Promise<DoubtedText> {
  const record = await store.getRun(runId);
  const effect = record?.effects.find(isInDoubt);
  if (record === null || effect === undefined) return { quote: null, about: null };
  const { lane } = record.run;
  const phone = effect.phone ?? phoneOfLane(lane);
  const words = wordsOf(effect);
  return {
    quote: words === null ? null : { text: shownText({ text: words.text, lane }), answers: null, keptBack: null },
    about: phone === null ? null : { ...(await decidedContact(store, phone)), wrote: null },
  };
}

/** What somebody would read; its text is null when it was removed because it is old. */
function wordsOf({ request, redactedAt }: Effect): { readonly text: string | null } | null {
  if (redactedAt !== undefined) return { text: null };
  if ("survey" in request) return { text: `Survey ${String(request.survey)}` };
  if ("text" in request && request.text !== null) return { text: request.text };
  if ("template_id" in request && request.template_id !== null)
    return { text: `Template ${String(request.template_id)}` };
  if ("template" in request && request.template !== null) return { text: `Template ${String(request.template)}` };
  if ("media_url" in request && request.media_url !== null) return { text: "A picture or file, without words" };
  return null;
}
