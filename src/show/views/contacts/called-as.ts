import type { Contact } from "../../../core/model/contact.ts";
import { knownOf } from "../../../core/model/contact-record.ts";
import { shownName } from "../../text/masked.ts";

/** What a contact is called, as it is shown: by Heymarket's record, else by events; null when nothing says a name. */
export function calledAs(contact: Contact | null, phone: string | null): string | null {
  return contact === null ? null : shownName(knownOf(contact).name, phone);
}
