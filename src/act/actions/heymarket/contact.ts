import { isDeepStrictEqual } from "node:util";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done } from "../../../core/model/outcome.ts";
import type { Outcome } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import type { Call } from "../../http/calls.ts";
import { readContact, writeContact } from "../../heymarket/contact-record.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { Locks } from "../../heymarket/locks.ts";
import type { Names } from "../../heymarket/names.ts";

const NOT_DONE = "The contact was not changed";

/**
 * Fields of the contact in Heymarket, by read and write. Its result is `{ contact_id, changed }`, the latter by the names
 * the rule uses. Own fields are written by id: Heymarket drops names without a word.
 */
export function createContact(
  client: HeymarketClient,
  { names, contacts }: { readonly names: Names; readonly contacts: Locks },
): Action<"contact"> {
  return {
    perform: async ({ request, timeoutMs }) =>
      performCalls({ client, timeoutMs, notDone: NOT_DONE }, (call) =>
        contacts.hold(request.phone, () => changeContact(request, names, call)),
      ),
  };
}

async function changeContact(request: EffectRequests["contact"], names: Names, call: Call): Promise<Outcome> {
  const { phone, custom, assignee, first, last, email } = request;
  const own: OwnField[] = [];
  for (const [title, value] of Object.entries(custom)) {
    const id = /^\d+$/.test(title) ? title : String(await names.idOf("field", title, call));
    own.push({ title, id, value });
  }
  const owner = assignee === null ? null : await names.idOf("member", assignee, call);
  const read = await readContact(phone, NOT_DONE, call);
  const { contact, id } = read;
  const known = ownValue(contact, "custom");
  const kept = isJsonObject(known) ? known : {};

  const wanted: JsonObject = { first, last, email, assignee: owner };
  const stands: JsonObject = {
    first: ownValue(contact, "first"),
    last: ownValue(contact, "last"),
    email: ownValue(contact, "email"),
    assignee: ownValue(contact, "assigned_user_id"),
  };
  const plain = Object.keys(wanted).filter((name) => wanted[name] !== null && wanted[name] !== stands[name]);
  const changed = own.filter(({ id: field, value }) => !isDeepStrictEqual(kept[field], value));
  const result = { contact_id: id, changed: [...plain, ...changed.map(({ title }) => title)] };
  if (plain.length + changed.length === 0) return done(result, read.answer);
  const changes: JsonObject = {
    ...Object.fromEntries(plain.map((name) => [name === "assignee" ? "assignee_id" : name, wanted[name] ?? null])),
    ...(changed.length === 0
      ? {}
      : { custom: { ...kept, ...Object.fromEntries(changed.map((field) => [field.id, field.value])) } }),
  };
  return done(result, await writeContact(read, { phone, changes }, call));
}

interface OwnField {
  readonly title: string;
  readonly id: string;
  readonly value: JsonValue;
}
