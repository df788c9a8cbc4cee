import { maskPhone } from "../../../core/base/phone.ts";
import type { OptState } from "../../../core/model/event.ts";
import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { optStandingOf } from "../../../core/texting/opt-state.ts";
import type { Records } from "../../../ports/store/store.ts";
import type { Page, PageOptions } from "../../../ports/store/lists.ts";
import { shorten } from "../../text/printable.ts";
import { maskNumbers } from "../../text/redact.ts";

/** A contact of whom it is known whether they may be texted. */
export interface ContactRow {
  /** Its name in addresses; null for one that was erased, of whom only a hash is kept. */
  readonly name: string | null;
  /** Masked number. */
  readonly contact: string;
  readonly standing: OptStanding;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly why: string;
}

/** A page of them. */
export type ContactListView = Page<ContactRow>;

/** A page of contacts by whether they may be texted. @throws EngineError USAGE when `after` is no cursor. */
export async function contactList(
  store: Pick<Records, "listOptStates">,
  { state, ...page }: PageOptions & { readonly state: OptState["state"] | null },
  nameOf: (lane: string) => string,
): Promise<ContactListView> {
  const { rows, next } = await store.listOptStates({ ...page, ...(state === null ? {} : { state }) });
  return {
    rows: rows.map(({ phone, changedAt, reason, ...optState }) => ({
      name: phone.startsWith("+") ? nameOf(phone) : null,
      contact: phone.startsWith("+") ? maskPhone(phone) : "erased",
      standing: optStandingOf({ ...optState, reason }),
      since: changedAt,
      why: shorten(maskNumbers(reason), 120),
    })),
    next,
  };
}
