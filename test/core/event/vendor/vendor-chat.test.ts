import { expect, test } from "vitest";
import { normalise } from "../../../../src/core/event/normalise.ts";
import type { JsonObject } from "../../../../src/core/base/json.ts";
import { applyEvent } from "../../../../src/core/event/apply-event.ts";
import { sha256 } from "../../../helpers/compile.ts";
import { makeContact, NOW } from "../../../helpers/make.ts";

const OWN = "12025550142";
const OTHER = "12025550151";
const CHAT = { id: 77_010, inbox: 101, name: "The Smiths" };

function read(data: JsonObject, type = "message_recieved") {
  const made = { kind: "made", id: null, origin: "webhook", source: "test", dry: false, type, data } as const;
  const arrival = { ...made, author: null, dedupe: null };
  return normalise({ arrival, receivedAt: NOW, eventId: "evt_1", digest: sha256, country: "US" }).event;
}

test.each<{ readonly title: string; readonly data: JsonObject; readonly isShared: boolean }>([
  { title: "that names nobody is the contact's", data: { phone: OWN, conversation: CHAT }, isShared: false },
  { title: "with the contact", data: { phone: OWN, conversation: { ...CHAT, target: OWN } }, isShared: false },
  {
    title: "with the contact spelled otherwise",
    data: {
      phone: `+${OWN}`,
      target: "(202) 555-0142",
      conversation: { ...CHAT, target: OWN, targets: { [OWN]: {} } },
    },
    isShared: false,
  },
  { title: "with somebody else", data: { target: OWN, conversation: { ...CHAT, target: OTHER } }, isShared: true },
  {
    title: "that is a group",
    data: { phone: OWN, targets: { [OWN]: {}, [OTHER]: {} }, conversation: CHAT },
    isShared: true,
  },
  {
    title: "that is a group of objects",
    data: { phone: OWN, conversation: { ...CHAT, targets: [{ phone: OWN }, { phone: OTHER }] } },
    isShared: true,
  },
  {
    title: "that is a group by its own word",
    data: { phone: OWN, conversation: { ...CHAT, targets: [OWN, OTHER] } },
    isShared: true,
  },
])("a conversation $title: shared $isShared", ({ data, isShared }) => {
  expect(read(data)).toMatchObject({ chatId: "77010", phone: `+${OWN}`, lane: `+${OWN}`, inboxId: "101" });
  expect(read(data).isChatShared ?? false).toBe(isShared);
});

test("a conversation that changed is the contact's, or nobody's", () => {
  expect(read({ ...CHAT, target: OWN }, "chat_closed").isChatShared).toBeUndefined();
  expect(read({ ...CHAT, target: OWN, targets: { [OTHER]: {} } }, "chat_closed").isChatShared).toBe(true);
});

test("a group gives its contact neither a conversation nor a name", () => {
  const event = read({ phone: OWN, targets: { [OWN]: {}, [OTHER]: {} }, conversation: CHAT });

  const contact = applyEvent(makeContact({ chat: null, name: "Ana" }), event);

  expect(contact).toMatchObject({ name: "Ana", chat: null });
});
