import { expect, test } from "vitest";
import { normalise } from "../../../src/core/event/normalise.ts";
import { sha256 } from "../../helpers/compile.ts";
import { NOW } from "../../helpers/make.ts";

function received(text: string): ReturnType<typeof normalise> {
  const data = { id: 1, phone: "15105550100", text };
  const made = {
    kind: "made",
    id: null,
    origin: "outside",
    source: "test",
    dry: false,
    type: "message_recieved",
    data,
  } as const;
  return normalise({
    arrival: { ...made, author: null, dedupe: null },
    receivedAt: NOW,
    eventId: "evt_1",
    digest: sha256,
  });
}

test.each([
  "Loved “See you tomorrow at 3. Reply STOP to opt out”",
  "Liked “Please reply CONFIRM”",
  "❤️ to “ Please reply CONFIRM ”",
  "Le gustó “Responda CONFIRMO”",
  "A aimé « Répondez OUI »",
  "Reacted 🎉 to “You won”",
  "Liked an image",
])("%s is a reaction: it has no text and says nothing about being texted", (text) => {
  const { event, optChange } = received(text);

  expect(event.text).toBeNull();
  expect(event.data["text"]).toBe(text);
  expect(optChange).toBeNull();
});

test.each([
  "I loved “Dune”",
  "Loved “Dune” so much",
  "Liked it",
  "to “Ana”",
  'Loved "your work"',
  "Questioned everything, call me",
])("%s is a text", (text) => {
  expect(received(text).event.text).toBe(text);
});
