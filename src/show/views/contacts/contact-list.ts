import { maskPhone } from "../../../core/base/phone.ts";
import type { OptState } from "../../../core/model/event.ts";
import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { optStandingOf } from "../../../core/texting/opt-state.ts";
import type { Records } from "../../../ports/store/store.ts";
import type { Page, PageOptions } from "../../../ports/store/lists.ts";
import { calledAs } from "./called-as.ts";
import { wroteBefore } from "./held-by.ts";
import { shorten } from "../../text/printable.ts";
import { maskNumbers } from "../../text/redact.ts";

/** A contact of whom it is known whether they may be texted. */
export interface ContactRow {
  /** Its name in addresses; null for one that was erased, of whom only a hash is kept. */
  readonly name: string | null;
  /** Masked number. */
  readonly contact: string;
  /** What Heymarket's record, else events call it; null when nothing says a name, or it was erased. */
  readonly calledAs: string | null;
  readonly standing: OptStanding;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly why: string;
  /** What a held contact wrote that they are held for, numbers masked; null for all others, and when it is not stored any more. */
  readonly wrote: string | null;
}

/** A page of them. */
export type ContactListView = Page<ContactRow>;

/** A page of contacts by whether they may be texted. @throws EngineError USAGE when `after` is no cursor. */
export async function contactList(
  store: Pick<Records, "listOptStates" | "getContact" | "listEvents">,
  { state, ...page }: PageOptions & { readonly state: OptState["state"] | null },
  nameOf: (lane: string) => string,
): Promise<ContactListView> {
  const { rows, next } = await store.listOptStates({ ...page, ...(state === null ? {} : { state }) });
  const told = rows.map(async ({ phone, changedAt, reason, ...optState }) => {
    const row = { phone, changedAt, reason, ...optState };
    const isKnown = phone.startsWith("+");
    return {
      name: isKnown ? nameOf(phone) : null,
      contact: isKnown ? maskPhone(phone) : "erased",
      calledAs: isKnown ? calledAs(await store.getContact(phone), phone) : null,
      standing: optStandingOf({ ...optState, reason }),
      since: changedAt,
      why: shorten(maskNumbers(reason), 120),
      wrote: isKnown ? await wroteBefore(store, row) : null,
    };
  });
  return { rows: await Promise.all(told), next };
}
