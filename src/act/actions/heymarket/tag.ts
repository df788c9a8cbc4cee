import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Outcome } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/action.ts";
import { Ended, performCalls, refusalOf } from "../../heymarket/calls.ts";
import type { Call } from "../../heymarket/calls.ts";
import { vendorId } from "../../heymarket/heymarket-client.ts";
import type { HeymarketClient } from "../../heymarket/heymarket-client.ts";
import { createLocks } from "../../heymarket/locks.ts";
import type { HttpAnswer } from "../../http/http-ending.ts";

/** Heymarket keeps at most 5 tags on a contact. */
const MAXIMUM_TAGS = 5;
const NAMES_KEPT_MS = 300_000;
const MAXIMUM_PAGES = 100;
const PAGE_ROWS = 30;
/** What a PUT would clear if it were left away, by the name the answer has and the one the request wants. */
const KEPT_FIELDS = [
  ["first", "first"],
  ["last", "last"],
  ["display_name", "display_name"],
  ["email", "email"],
  ["avatar", "avatar"],
  ["assigned_user_id", "assignee_id"],
  ["custom", "custom"],
] as const;

/**
 * Tags on the contact in Heymarket, by read, union and write: there is no call that adds one tag. Its result is
 * `{ contact_id, added, removed }` with tag ids. Tags that do not exist yet are created.
 */
export function createTag(client: HeymarketClient): Action<"tag"> {
  const contacts = createLocks();
  const names = createTagNames();

  return {
    async perform({ request, timeoutMs }) {
      const { phone } = request;
      if (phone === null) return refused("invalid_request", "No contact was tagged: the step has no number.");
      return performCalls({ client, timeoutMs, notDone: "The contact was not tagged" }, (call) =>
        contacts.hold(phone, () => tagContact({ phone, request, names, call })),
      );
    },
  };
}

async function tagContact(work: {
  readonly phone: string;
  readonly request: EffectRequests["tag"];
  readonly names: TagNames;
  readonly call: Call;
}): Promise<Outcome> {
  const { request, names, call } = work;
  const read = await readContact(work.phone, call).catch((error: unknown) => {
    // Somebody Heymarket does not know carries no tag: there is nothing to remove.
    if (request.add.length === 0 && refusalOf(error)?.code === "contact_not_found") return null;
    throw error;
  });
  if (read === null) return done(NOTHING_CHANGED);
  const { id, contact, tags } = read;
  const add = await names.resolve({ names: request.add, create: true, call });
  const remove = await names.resolve({ names: request.remove, create: false, call });

  const next = [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag));
  const added = next.filter((tag) => !tags.includes(tag));
  const removed = tags.filter((tag) => !next.includes(tag));
  const result = { contact_id: id, added, removed };
  if (added.length + removed.length === 0) return done(result, read.answer);
  if (next.length > MAXIMUM_TAGS) {
    return refused(
      "too_many_tags",
      `The contact was not tagged: it would carry ${next.length} tags, and Heymarket keeps at most ${MAXIMUM_TAGS}. ` +
        "Remove some in the same step.",
    );
  }
  const kept = KEPT_FIELDS.flatMap(([from, to]) => {
    const value = ownValue(contact, from);
    return value === null ? [] : [[to, value] as const];
  });
  const written = await call("PUT", `/v1/contact/${id}`, {
    ...Object.fromEntries(kept),
    phone: phoneOf(contact) ?? vendorNumber(work.phone),
    tags: next.map((tag) => ({ tag_id: tag })),
  });
  return done(result, written);
}

const NOTHING_CHANGED: JsonObject = { contact_id: null, added: [], removed: [] };
const NO_CONTACT = refused(
  "contact_not_found",
  "The contact was not tagged: Heymarket has no contact with this number.",
);

async function readContact(
  phone: string,
  call: Call,
): Promise<{
  readonly id: number;
  readonly contact: JsonValue;
  readonly tags: readonly number[];
  readonly answer: HttpAnswer;
}> {
  const answer = await call("POST", "/v1/contact/get", { phone: vendorNumber(phone) }).catch((error: unknown) => {
    throw refusalOf(error)?.httpStatus === 404 ? new Ended(NO_CONTACT) : error;
  });
  const id = vendorId(ownValue(answer.json, "id"));
  if (id === null) throw new Ended(NO_CONTACT);
  const tags = listIn(ownValue(answer.json, "tags")).map((tag) => tagIdOf(tag));
  if (tags.some((tag) => tag === null)) {
    // Writing the set back without a tag we could not read would remove it.
    throw new Ended(
      refused("unreadable_answer", "The contact was not tagged: Heymarket lists its tags in a form we cannot read."),
    );
  }
  return { id, contact: answer.json, tags: tags.filter((tag) => tag !== null), answer };
}

/** Tag ids by name, kept for some minutes. */
interface TagNames {
  /** Ids of the names; unknown ones are created or, without `create`, left out. */
  resolve(wanted: {
    readonly names: readonly string[];
    readonly create: boolean;
    readonly call: Call;
  }): Promise<readonly number[]>;
}

function createTagNames(): TagNames {
  const lock = createLocks();
  let ids = new Map<string, number>();
  let readAt = Number.NEGATIVE_INFINITY;

  return {
    // One at a time, so that two contacts do not create the same tag.
    resolve: ({ names, create, call }) =>
      lock.hold("names", async () => {
        const isMissing = (name: string): boolean => !ids.has(normalise(name));
        const isOld = performance.now() - readAt > NAMES_KEPT_MS;
        if (names.length > 0 && (isOld || (create && names.some(isMissing)))) {
          ids = await readTagNames(call);
          readAt = performance.now();
        }
        for (const name of create ? names.filter(isMissing) : []) {
          const answer = await call("POST", "/v1/tag", { tag: name });
          const id = vendorId(ownValue(answer.json, "id"));
          if (id === null) {
            throw new Ended(refused("unreadable_answer", "Heymarket created a tag but did not say its id."));
          }
          ids.set(normalise(name), id);
        }
        return names.flatMap((name) => ids.get(normalise(name)) ?? []);
      }),
  };
}

/** Walks the pages, newest first; the cursor is the `updated` of a page's last row. */
async function readTagNames(call: Call): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  let cursor: JsonObject = {};
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const rows = listIn((await call("POST", "/v1/tags", cursor)).json);
    const known = ids.size;
    for (const row of rows) {
      const id = vendorId(ownValue(row, "id"));
      const name = ownValue(row, "tag");
      if (id !== null && typeof name === "string") ids.set(normalise(name), id);
    }
    const date = ownValue(rows.at(-1), "updated");
    // A page that brings nothing new means that the cursor does not move.
    if (rows.length < PAGE_ROWS || ids.size === known || date === null) break;
    cursor = { date };
  }
  return ids;
}

function listIn(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** Answers hold tags as `{ tag_id }`, `{ id }` or a bare number; which one is not documented. */
function tagIdOf(tag: JsonValue): number | null {
  return isJsonObject(tag) ? (vendorId(ownValue(tag, "tag_id")) ?? vendorId(ownValue(tag, "id"))) : vendorId(tag);
}

function phoneOf(contact: JsonValue): string | null {
  const phone = ownValue(contact, "phone");
  return typeof phone === "string" && phone !== "" ? phone : null;
}

function normalise(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}
