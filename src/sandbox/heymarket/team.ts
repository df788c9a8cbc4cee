import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import { badData, bodyOf, integerOf, listOf, required, textOf, timeOf } from "../fields.ts";
import type { Account } from "./account.ts";
import { addTag } from "./account.ts";
import { memberOf } from "./directory.ts";

const PAGE_LENGTH = 30;
const TEAM = { id: 1, name: "Sandbox" };

/** `GET /v1/inboxes`: a bare array, as the reference pages show it. */
export function listInboxes(account: Account): Answer {
  const inboxes = account.inboxes.map(({ id, name, members, settings }) => ({
    ...settings,
    id,
    name,
    members,
    team: TEAM.id,
    phone: `1510555${String(id).padStart(4, "0").slice(-4)}`,
  }));
  return jsonAnswer(200, inboxes);
}

/** `GET /v1/team`. */
export function getTeam(account: Account): Answer {
  const ids = [...new Set(account.inboxes.flatMap(({ members }) => members))];
  const members: readonly JsonObject[] = ids.map((id) => ({
    id,
    name: memberOf(account.directory, id).name,
    role: "member",
  }));
  return jsonAnswer(200, { ...TEAM, list_size: 1_000, members });
}

/** `POST /v1/tag`. */
export function createTag(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const name = required(textOf(body, "tag"), "tag");
  const color = textOf(body, "color") ?? "#888888";
  if (name === "") throw badData("tag must not be empty");
  if (!/^#[0-9a-f]{6}$/i.test(color)) throw badData("color must look like #RRGGBB");
  const { id, uuid } = addTag(account, name, color);
  return jsonAnswer(200, { id, rev: 1, uuid });
}

/** `POST /v1/tags`. */
export function listTags(account: Account, request: FakeRequest): Answer {
  return newestOf(account.tags.values(), request, ({ id, tag, color }) => ({ id, tag, color }));
}

/** `POST /v1/templates`: asked for by `title`, told as `name`. */
export function listTemplates(account: Account, request: FakeRequest): Answer {
  return newestOf(account.directory.templates.values(), request, ({ id, name, text }) => {
    return { id, name, content: { text, gallery: [] }, archived: false };
  });
}

/** `POST /v1/lists`, the older call: no newer one that reads is documented. */
export function listLists(account: Account, request: FakeRequest): Answer {
  return newestOf(account.directory.lists.values(), request, ({ id, name, phones }) => {
    return { id, name, targets: Object.fromEntries(phones.map((phone) => [phone, {}])), archived: false };
  });
}

/** `POST /v1/surveys` by `limit` and `page`, counted from 0. */
export function listSurveys(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const limit = integerOf(body, "limit") ?? PAGE_LENGTH;
  const page = integerOf(body, "page") ?? 0;
  if (limit < 1 || page < 0) throw badData("limit must be at least 1, page at least 0");
  const surveys = [...account.directory.surveys.values()].slice(page * limit, (page + 1) * limit);
  return jsonAnswer(
    200,
    surveys.map(({ id, name, question }) => ({ id, name, type: "choice", question })),
  );
}

/** `GET /v1/users/get` with filters in its body, as documented. */
export function findUsers(account: Account, request: FakeRequest): Answer {
  const emails = listOf(bodyOf(request), "email") ?? [];
  const members = [...account.directory.members.values()].filter(({ email }) => emails.includes(email));
  const memberships = members.map(({ id, name, email }) => ({ id, name, email, phone: "", team_id: TEAM.id }));
  return jsonAnswer(200, { memberships });
}

/** `POST /v1/contact-fields`. */
export function listContactFields(account: Account): Answer {
  return jsonAnswer(
    200,
    [...account.directory.fields.values()].map(({ id, title }) => ({ id, title })),
  );
}

/** The 30 newest before the cursor `date`, newest first. */
function newestOf<Row extends { readonly at: number }>(
  rows: Iterable<Row>,
  request: FakeRequest,
  show: (row: Row) => JsonObject,
): Answer {
  const before = timeOf(bodyOf(request), "date") ?? Infinity;
  const page = [...rows]
    .filter(({ at }) => at < before)
    .sort((left, right) => right.at - left.at)
    .slice(0, PAGE_LENGTH)
    .map((row) => {
      const date = new Date(row.at).toISOString();
      return { ...show(row), team_id: TEAM.id, created: date, updated: date, rev: 1 };
    });
  return jsonAnswer(200, page);
}
