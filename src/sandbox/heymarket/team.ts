import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import { badData, bodyOf, required, textOf, timeOf } from "../fields.ts";
import type { Account } from "./account.ts";
import { addTag } from "./account.ts";
import { memberName } from "./conversations.ts";

const PAGE_LENGTH = 30;
const TEAM = { id: 1, name: "Sandbox" };

/** `GET /v1/inboxes`: a bare array, as the reference pages show it. */
export function listInboxes(account: Account): Answer {
  const inboxes = account.inboxes.map(({ id, name, members }) => ({
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
  const members: readonly JsonObject[] = ids.map((id) => ({ id, name: memberName(id), role: "member" }));
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

/** `POST /v1/tags`: the 30 newest before the cursor `date`, newest first. */
export function listTags(account: Account, request: FakeRequest): Answer {
  const before = timeOf(bodyOf(request), "date") ?? Infinity;
  const tags = [...account.tags.values()]
    .filter(({ at }) => at < before)
    .sort((left, right) => right.at - left.at)
    .slice(0, PAGE_LENGTH)
    .map(({ id, tag, color, at }) => {
      const date = new Date(at).toISOString();
      return { id, tag, color, team_id: TEAM.id, created: date, updated: date, rev: 1 };
    });
  return jsonAnswer(200, tags);
}
