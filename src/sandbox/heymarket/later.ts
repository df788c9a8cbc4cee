import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import { keep } from "../bounded.ts";
import { badData, bodyOf, checkPhone, integerOf, listOf, objectOf, required, textOf, timeOf } from "../fields.ts";
import type { Account } from "./account.ts";
import { checkMember, inboxOf } from "./account.ts";
import type { Email } from "./outbox.ts";

const QUARTER_MS = 900_000;

/** `POST /v1/schedule`: a quarter-hour, at least 15 minutes ahead. To one number only; the fake knows no other target. */
export function scheduleText(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = inboxOf(account, required(integerOf(body, "inbox_id"), "inbox_id"));
  const userId = integerOf(body, "user_id");
  if (userId !== null) checkMember(inbox, userId, "user_id");
  const execute = required(timeOf(body, "execute_at"), "execute_at");
  if (execute % QUARTER_MS !== 0) throw badData("execute_at must be on a quarter of an hour");
  if (execute - account.now() < QUARTER_MS) throw badData("execute_at must be at least 15 minutes ahead");
  const content = required(objectOf(body, "content"), "content");
  const text = textOf(content, "text");
  const template = integerOf(content, "template");
  if (template !== null && !account.directory.templates.has(template))
    throw badData(`there is no template ${template}`);
  if ((text ?? "") === "" && template === null) throw badData("content needs text or template");
  const id = account.nextId();
  const scheduled = {
    id,
    inbox_id: inbox.id,
    user_id: userId,
    phone_number: checkPhone(required(textOf(body, "phone_number"), "phone_number"), "phone_number"),
    execute,
    text,
    template,
    local_id: textOf(body, "local_id"),
  };
  keep(account.scheduled, id, scheduled);
  return jsonAnswer(200, { id });
}

/** `POST /v1/email/send`; a `local_id` used before makes no second e-mail, as the older pages say. */
export function sendEmail(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = inboxOf(account, required(integerOf(body, "inbox"), "inbox"));
  const creatorId = required(integerOf(body, "creator_id"), "creator_id");
  checkMember(inbox, creatorId, "creator_id");
  const text = required(textOf(body, "text"), "text");
  const localId = textOf(body, "local_id");
  const earlier = account.emails.items().find(({ local_id: known }) => localId !== null && known === localId);
  if (earlier !== undefined) return emailAnswer(account, earlier);
  const email = {
    id: account.nextId(),
    inbox: inbox.id,
    creator_id: creatorId,
    targets: targetsOf(body),
    conv_title: textOf(body, "conv_title"),
    text,
    raw_text: textOf(body, "raw_text"),
    local_id: localId,
  };
  account.emails.add(email);
  return emailAnswer(account, email);
}

function targetsOf(body: JsonObject): readonly string[] {
  const targets = required(listOf(body, "targets"), "targets").map((target) => {
    if (typeof target === "string" && /^(to|cc):[^\s@,]+@[^\s@,]+(,[^\s@,]+@[^\s@,]+)*$/.test(target)) return target;
    throw badData("targets must look like to:ann@example.com,bob@example.com or cc:…");
  });
  if (!targets.some((target) => target.startsWith("to:"))) throw badData("targets must hold a to:");
  return targets;
}

function emailAnswer(account: Account, { id }: Email): Answer {
  return jsonAnswer(200, { id, convo_id: id, queued: false, date: new Date(account.now()).toISOString() });
}
