import type { ContactRecord } from "../../core/model/contact.ts";

/** What was read of a contact, or a sentence that says why nothing was. */
export type ContactReading =
  | { readonly ok: true; readonly record: ContactRecord }
  | { readonly ok: false; readonly problem: string };

/** The vendor's records of contacts. */
export interface ContactRecords {
  /**
   * The record of a number in E.164; that the vendor knows nobody by it is a record, too. Tries again while there is hope,
   * for at most `waitMs`. Who asks for a number that is being asked for gets the same answer. Never rejects.
   */
  read(phone: string, waitMs: number): Promise<ContactReading>;
}
