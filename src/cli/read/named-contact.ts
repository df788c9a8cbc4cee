import { EngineError } from "../../core/base/errors.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { printable } from "../../show/text/printable.ts";
import { foundContacts } from "../../show/views/contacts/found-contacts.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { givenNumber } from "./given-number.ts";
import { withWholeRecords } from "./open-project-store.ts";

/** The last digits of a number, at least four. */
const END = /^\d{4,}$/;
const MOST_TOLD = 20;

/**
 * The number, E.164, of the contact that is meant: a number, its last digits, or a name as events tell it.
 *
 * @throws EngineError USAGE when several are meant, with their numbers; NOT_FOUND when nobody is.
 */
export async function namedContact(
  context: CliContext,
  globals: GlobalOptions,
  { text, store: url }: { readonly text: string; readonly store?: string },
): Promise<string> {
  try {
    return await givenNumber(context, globals, { text, what: "NUMBER" });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "USAGE" || !(END.test(text) || /\p{L}/u.test(text)))
      throw error;
    const wanted = END.test(text) ? { end: text } : { name: text };
    const { rows, isCut } = await withWholeRecords(context, globals, url, (store) =>
      foundContacts(store, wanted, { nameOf: (lane) => lane }),
    );
    const found = rows.flatMap(({ name, calledAs }) => {
      const phone = phoneOfLane(name);
      return phone === null ? [] : [{ phone, calledAs }];
    });
    const [only, second] = found;
    const where = isCut ? " among the newest events" : "";
    if (only === undefined) {
      const message = `No contact${where} has a number that ends in "${printable(text)}", or is called so; give the number.`;
      throw new EngineError("NOT_FOUND", message, { cause: error });
    }
    if (second === undefined) return only.phone;
    const told = found
      .slice(0, MOST_TOLD)
      .map(({ phone, calledAs }) => `${phone}${calledAs === null ? "" : ` (${calledAs})`}`);
    const more = found.length > MOST_TOLD ? ` and ${found.length - MOST_TOLD} more` : "";
    const message = `${found.length} contacts fit "${printable(text)}": ${told.join(", ")}${more}; give the number of one.`;
    throw new EngineError("USAGE", message, { cause: error });
  }
}
