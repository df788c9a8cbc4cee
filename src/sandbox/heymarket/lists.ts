import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer, refusal } from "../answer.ts";
import { badData, bodyOf, checkPhone, listOf, textOf } from "../fields.ts";
import type { Account } from "./account.ts";
import { ensureContact } from "./account.ts";

const MAXIMUM_MEMBERS = 1_000;

/** `PUT /v2/lists/:id` with `title`, `add_phones` and `remove_phones`; numbers that are not known become contacts. */
export function updateList(account: Account, request: FakeRequest): Answer {
  const { lists } = account.directory;
  const list = lists.get(Number(request.params["id"]));
  if (list === undefined) throw refusal(404, "not_found", "there is no such list");
  const body = bodyOf(request);
  const add = phonesOf(body, "add_phones");
  const remove = phonesOf(body, "remove_phones");
  const phones = [...new Set([...list.phones, ...add])].filter((phone) => !remove.includes(phone));
  if (phones.length > MAXIMUM_MEMBERS) throw badData(`a list holds at most ${MAXIMUM_MEMBERS} contacts`);
  for (const phone of add) ensureContact(account, phone);
  lists.set(list.id, { ...list, name: textOf(body, "title") ?? list.name, phones });
  return jsonAnswer(200, { id: list.id, rev: 2 });
}

function phonesOf(body: JsonObject, name: string): readonly string[] {
  return (listOf(body, name) ?? []).map((phone) => checkPhone(phone, name));
}
