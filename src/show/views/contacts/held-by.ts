import { UnreadableRecordError } from "../../../core/base/errors.ts";
import type { Event, OptState } from "../../../core/model/event.ts";
import type { Records } from "../../../ports/store/store.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";

/** What a held contact wrote since is not much, or somebody would have looked. */
const EVENTS_LOOKED_AT = 100;
const WORDS_LENGTH = 300;

/** The event that a contact is held since; null when it is not stored any more or cannot be read, or the contact is not held. */
export async function heldBy(
  store: Pick<Records, "listEvents">,
  { phone, state, changedAt }: OptState,
): Promise<Event | null> {
  if (state !== "held") return null;
  const { rows } = await store.listEvents({ phone, limit: EVENTS_LOOKED_AT }).catch(noneUnlessReadable);
  return rows.find(({ event }) => event.at === changedAt)?.event ?? null;
}

/** One damaged record keeps nobody from seeing who else is held. */
function noneUnlessReadable(error: unknown): Awaited<ReturnType<Records["listEvents"]>> {
  if (error instanceof UnreadableRecordError) return { rows: [], next: null };
  throw error;
}

/** What a held contact wrote that they are held for, numbers masked; null when nothing is known of it, and for who is not held. */
export async function wroteBefore(store: Pick<Records, "listEvents">, optState: OptState): Promise<string | null> {
  const text = (await heldBy(store, optState))?.text ?? null;
  return text === null ? null : shorten(maskedText(printable(text), optState.phone), WORDS_LENGTH);
}
