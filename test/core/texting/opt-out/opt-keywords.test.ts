import { expect, test } from "vitest";
import { readOptKeyword } from "../../../../src/core/texting/opt-out/opt-keywords.ts";
import texts from "../../../tables/opt-out-texts.json" with { type: "json" };
import cases from "../../../tables/opt-keywords.json" with { type: "json" };

test.each(cases)("$text means $state", ({ text, state }) => {
  const keyword = readOptKeyword(text);

  expect(keyword?.state ?? null).toBe(state);
});

test("the reason names the keyword, in capitals", () => {
  const keyword = readOptKeyword("stoppp it please");

  expect(keyword?.reason).toBe("text means STOP");
});

test("the reason for holding quotes nothing the contact wrote", () => {
  const keyword = readOptKeyword("take me off your list, Bob 5105550100");

  expect(keyword?.reason).toBe("text reads like an opt-out");
});

test("a text is read up to 4,096 characters, however long it is", () => {
  const held = "do not text me";
  const filler = (length: number): string => "and so on ".repeat(length).slice(-length);

  const keywords = [4_096 - held.length, 4_096, 1_000_000].map((length) => readOptKeyword(filler(length) + held));

  expect(keywords.map((keyword) => keyword?.state ?? null)).toEqual(["held", null, null]);
});

test("of many ways to opt out, in three languages, at most 3 of 100 are missed, and none is an opt-in", () => {
  const states = texts.optOut.map((text) => readOptKeyword(text)?.state ?? null);

  expect(states.length).toBeGreaterThan(500);
  expect(states.filter((state) => state === null).length).toBeLessThanOrEqual(states.length * 0.03);
  expect(states).not.toContain("in");
});

test("of texts that only sound like an opt-out at most 1 of 100 is held, and none is taken for one", () => {
  const states = texts.harmless.map((text) => readOptKeyword(text)?.state ?? null);

  expect(states.length).toBeGreaterThan(700);
  expect(states.filter((state) => state === "held").length).toBeLessThanOrEqual(states.length * 0.01);
  expect(states).not.toContain("out");
  expect(states).not.toContain("in");
});

test.each([
  "Loved “See you at 3. Reply STOP to opt out”",
  "Liked “Reply STOP to end”",
  "👍 to “ Reply STOP to opt out ”",
  "Le gustó “Responde ALTO para cancelar”",
  "A aimé « Répondez ARRET pour vous désabonner »",
  "Removed a heart from “Text STOP to stop”",
  "> Reply STOP to unsubscribe\nok see you then",
  "You wrote “Reply STOP to opt out of these texts”, is that all I need for Friday?",
  "see https://example.com/unsubscribe-guide",
  "my mail is stop@example.com",
])("%s quotes others and says nothing of its own", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test("the keyword between quotation marks is the contact's own", () => {
  expect(readOptKeyword("“STOP”")?.state).toBe("out");
});

test.each(
  "Sacramento, CA|Kitchen|Yes, kitchen|Kitchen 👍|Radiology|Retired|Exclusive|Desert|Scratch|Borrow|Staples|Quite good|Kitty|Finn|Sacha|Quito|Saquon|Removable|arête|I need my kitchen number|Sacramento number please|Radiology phone number|Kitty's number|Sacramento please text me".split(
    "|",
  ),
)("an ordinary answer that begins like a word of an opt-out is none: %j", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each(["STOP START", "start stop", "Deténgase", "Para por favor", "fin des messages svp", "virez moi de la liste"])(
  "%j is held for a person",
  (text) => {
    expect(readOptKeyword(text)?.state).toBe("held");
  },
);

test.each(["Stoop", "STOOP", "stops please"])(
  "%j, which is nearly STOP and a word of its own, is for a person",
  (text) => {
    expect(readOptKeyword(text)?.state).toBe("held");
  },
);

test.each(["the front stoop is icy", "two stops on the way"])(
  "%j has such a word among others, and is harmless",
  (text) => {
    expect(readOptKeyword(text)).toBeNull();
  },
);
