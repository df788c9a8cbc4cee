import type { JsonObject } from "../../../core/base/json.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Outcome } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls, refusalOf } from "../../http/calls.ts";
import type { Call } from "../../http/calls.ts";
import { readContact, writeContact } from "../../heymarket/contact-record.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { Locks } from "../../heymarket/locks.ts";
import { nameKey } from "../../heymarket/names.ts";
import type { Names } from "../../heymarket/names.ts";

/** Heymarket keeps at most 5 tags on a contact. */
const MAXIMUM_TAGS = 5;
const NOT_DONE = "The contact was not tagged";

/**
 * Tags on the contact in Heymarket, by read, union and write: there is no call that adds one tag. Its result is
 * `{ contact_id, added, removed }` with tag ids. Tags that do not exist yet are created.
 */
export function createTag(
  client: HeymarketClient,
  { names, contacts }: { readonly names: Names; readonly contacts: Locks },
): Action<"tag"> {
  return {
    async perform({ request, timeoutMs }) {
      const { phone } = request;
      if (phone === null) return refused("invalid_request", "No contact was tagged: the step has no number.");
      return performCalls({ client, timeoutMs, notDone: NOT_DONE }, (call) =>
        contacts.hold(phone, () => tagContact({ phone, request, names, call })),
      );
    },
  };
}

async function tagContact(work: {
  readonly phone: string;
  readonly request: EffectRequests["tag"];
  readonly names: Names;
  readonly call: Call;
}): Promise<Outcome> {
  const { phone, request, names, call } = work;
  const read = await readContact(phone, NOT_DONE, call).catch((error: unknown) => {
    // Somebody Heymarket does not know carries no tag: there is nothing to remove.
    if (request.add.length === 0 && refusalOf(error)?.code === "contact_not_found") return null;
    throw error;
  });
  if (read === null) return done(NOTHING_CHANGED);
  const { id, tags } = read;
  const remove = await names.tagIds(request.remove, { missing: "leave", call });
  // Counted before any is created: what is refused leaves no tag behind in the team.
  const removedKeys = request.remove.map(nameKey);
  const wanted = request.add.filter((name) => !removedKeys.includes(nameKey(name)));
  const known = new Set(await names.tagIds(wanted, { missing: "look", call }));
  const kept = new Set([...tags, ...known].filter((tag) => !remove.includes(tag)));
  const count = kept.size + new Set(wanted.map(nameKey)).size - known.size;
  if (count > MAXIMUM_TAGS && count > tags.length) return tooMany(count);
  const add = await names.tagIds(wanted, { missing: "create", call });

  const next = [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag));
  const added = next.filter((tag) => !tags.includes(tag));
  const removed = tags.filter((tag) => !next.includes(tag));
  const result = { contact_id: id, added, removed };
  if (added.length + removed.length === 0) return done(result, read.answer);
  if (next.length > MAXIMUM_TAGS) return tooMany(next.length);
  const changes = { tags: next.map((tag) => ({ tag_id: tag })) };
  return done(result, await writeContact(read, { phone, changes }, call));
}

function tooMany(count: number): Outcome {
  return refused(
    "too_many_tags",
    `${NOT_DONE}: it would carry ${count} tags, and Heymarket keeps at most ${MAXIMUM_TAGS}. ` +
      "Remove some in the same step.",
  );
}

const NOTHING_CHANGED: JsonObject = { contact_id: null, added: [], removed: [] };
