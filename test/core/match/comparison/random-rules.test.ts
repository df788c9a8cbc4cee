import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRules } from "../../../../src/core/match/comparison/compare-rules.ts";
import { createMatchIndex } from "../../../../src/core/match/match-index.ts";
import { matchEvent } from "../../../../src/core/match/match.ts";
import type { Event } from "../../../../src/core/model/event.ts";
import type { Contact } from "../../../../src/core/model/contact.ts";
import type { Rule } from "../../../../src/core/model/ruleset/rule.ts";
import { createContact } from "../../../../src/core/model/contact.ts";
import type { JsonValue } from "../../../../src/core/base/json.ts";
import { exampleTrial, startsOn } from "../../../../src/sim/trial/example-event.ts";
import { SETTINGS, sha256 } from "../../../helpers/compile.ts";
import { makeEvent, NOW } from "../../../helpers/make.ts";
import { randomCases } from "../../../helpers/random-cases.ts";
import { compileBody } from "../../../helpers/rules.ts";

const OFFICE = { from: 9 * 60, to: 18 * 60 };
const SETTINGS_OPEN = {
  ...SETTINGS,
  calendars: {
    support_hours: {
      name: "support_hours",
      timezone: "America/New_York",
      weekly: [[OFFICE], [OFFICE], [], [OFFICE], [OFFICE], [], []],
      dates: {},
    },
  },
};

const words = [
  "price",
  "cost",
  "how much",
  "much",
  "pri",
  "a",
  "yes",
  "Yes!",
  "no.",
  "é",
  "9",
  "9.5",
  ".5",
  "!",
  "☎",
  "x price",
  "ce",
];
const word = fc.constantFrom(...words);
const some = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[] | Value> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 2 }));
const wordly = word.filter((each) => /[a-z0-9é]/i.test(each));
const number = fc.constantFrom(-1, 0, 4, 5, 5.5, 9);

const textTest = fc.oneof(
  some(word).map((is): JsonValue => ({ is })),
  some(word).map((not): JsonValue => ({ not })),
  some(word).map((contains): JsonValue => ({ contains })),
  some(wordly).map((each): JsonValue => ({ words: each })),
  some(word).map((each): JsonValue => ({ starts_with: each })),
  some(word).map((each): JsonValue => ({ ends_with: each })),
  fc.constantFrom("^pr", "c.st", "\\d+", "x*").map((matches): JsonValue => ({ matches })),
  fc.boolean().map((exists): JsonValue => ({ exists })),
  number.map((gte): JsonValue => ({ number: { gte } })),
  number.map((lt): JsonValue => ({ number: { lt } })),
  number.map((each): JsonValue => ({ number: each })),
);
const anyTest = fc.oneof(
  textTest,
  ...["gt", "gte", "lt", "lte"].map((name) => number.map((limit): JsonValue => ({ [name]: limit }))),
  some(fc.constantFrom("vip", "5", "9")).map((each): JsonValue => ({ has: each })),
  fc.constantFrom<JsonValue>(5, "5", true, [4, "5"]),
);
const timeTest = fc.oneof(
  fc.constantFrom("09:00", "17:00", "18:30").map((before): JsonValue => ({ before })),
  fc.constantFrom("08:59", "17:00", "2026-01-03", "2026-01-05T12:00:00Z").map((after): JsonValue => ({ after })),
  fc.constantFrom("2026-01-04").map((before): JsonValue => ({ before })),
);
const tagTest = fc.oneof(
  some(fc.constantFrom("vip", "VIP.", "lead")).map((each): JsonValue => ({ has_any: each })),
  fc
    .array(fc.constantFrom("vip", "lead"), { minLength: 1, maxLength: 2 })
    .map((each): JsonValue => ({ has_all: each })),
  fc.boolean().map((exists): JsonValue => ({ exists })),
);
const leaf = fc.oneof(
  { weight: 5, arbitrary: textTest.map((each): JsonValue => ({ text: each })) },
  { weight: 3, arbitrary: anyTest.map((each): JsonValue => ({ "event_data.link_url": each })) },
  { weight: 2, arbitrary: tagTest.map((each): JsonValue => ({ "contact.tags": each })) },
  { weight: 2, arbitrary: timeTest.map((each): JsonValue => ({ now: each })) },
  fc.constantFrom<JsonValue>({ open: "support_hours" }, { closed: "support_hours" }),
  fc.constantFrom("open", "closed").map((status): JsonValue => ({ status })),
  fc.constantFrom<JsonValue>(
    { inbox: "support" },
    { inbox: "sales" },
    { "contact.opted_out": true },
    { "contact.held": false },
  ),
  fc.constantFrom<JsonValue>({ author: ["human", "contact"] }, { reaction: "loved" }, { "org.name": "Acme Dental" }),
  fc.constantFrom<JsonValue>({ text: { is: { var: "contact.name" } } }, { logic: { "!!": [{ var: "event.media" }] } }),
);
const condition = fc.letrec<{ node: JsonValue }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((all): JsonValue => ({ all })),
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((any): JsonValue => ({ any })),
    tie("node").map((not): JsonValue => ({ not })),
  ),
})).node;

const textOf = fc
  .array(fc.constantFrom(...words, " ", "!", "PRICE", "x", "👎", "how, much", "…", "“", "\u200b"), { maxLength: 4 })
  .map((parts) => parts.join(""));
const spaced = fc.array(fc.constantFrom(...words, "!", "  ", "👍"), { maxLength: 4 }).map((parts) => parts.join(" "));
const value = fc.oneof(
  textOf,
  spaced,
  number,
  fc.boolean(),
  fc.constantFrom<JsonValue>(null, [], ["vip", 5], {}, { a: 1 }, "2026-01-03"),
);
interface Situation {
  readonly event: Event;
  readonly contact: Contact;
  readonly isOut: boolean;
}
const situation = fc
  .record({
    isSent: fc.boolean(),
    text: fc.oneof(textOf, spaced, fc.constant(null)),
    link: value,
    tags: fc.subarray(["vip", "Vip!", "lead", "x"]),
    minutes: fc.integer({ min: 0, max: 7 * 1_440 }),
    inboxId: fc.constantFrom("101", "102", "7", null),
    status: fc.constantFrom("open", "Closed", null),
    name: fc.constantFrom(null, "price", "yes"),
    media: fc.subarray(["https://x.test/a.png"]),
    isOut: fc.boolean(),
    isUpdate: fc.boolean(),
    isReaction: fc.boolean(),
    author: fc.constantFrom("human", "api", "automation", "unknown"),
  })
  .map((made): Situation => {
    const { isSent, tags, minutes, name, isOut, isUpdate, isReaction, link, author, text, ...rest } = made;
    const at = NOW + minutes * 60_000;
    const reaction = isReaction && !isSent ? { reaction: { kind: "loved" as const, quoted: text } } : {};
    const event = makeEvent({
      ...{ ...rest, at, receivedAt: at, type: isSent ? "message_sent" : "message_recieved" },
      ...{
        text: "reaction" in reaction || text === "" ? null : text,
        author: isSent ? author : "contact",
        ...reaction,
      },
      ...(isSent && isUpdate ? { retells: "text" as const } : {}),
      data: link === null ? {} : { link_url: link },
    });
    return { event, contact: { ...createContact(event.lane, event.phone), tags, name }, isOut };
  });

function starts(rule: Rule, { event, contact, isOut }: Situation): boolean {
  const optState = { phone: event.phone ?? "", state: "out", optedOutAt: NOW, changedAt: NOW, reason: "" } as const;
  const { verdicts } = matchEvent({
    ...{ event, contact, history: [] },
    optState: isOut ? optState : null,
    index: createMatchIndex([rule]),
    settings: SETTINGS_OPEN,
  });
  return verdicts.some(({ kind }) => kind === "matched");
}

const trigger = fc.constantFrom<JsonValue>(
  "message_recieved",
  "message_recieved",
  "message_sent",
  ["message_recieved", "message_sent"],
  {
    event: "message_recieved",
    inbox: "support",
  },
);

test("no event contradicts what is said of two rules", () => {
  const counts = { proved: 0, shown: 0, undecided: 0 };
  fc.assert(
    fc.property(
      trigger,
      condition,
      trigger,
      condition,
      fc.array(situation, { minLength: 25, maxLength: 25 }),
      (on, one, otherOn, other, situations) => {
        const rule = (id: string, when: JsonValue, holds: JsonValue): string =>
          `${id}: ${JSON.stringify({ on: when, if: holds, do: [{ log: "hi" }] })}\n`;
        const { rules } = compileBody(rule("a", on, one) + rule("b", otherOn, other), SETTINGS_OPEN);
        const [a, b] = rules;
        if (a === undefined || b === undefined) throw new Error("no rules");
        const input = { settings: SETTINGS_OPEN, digest: sha256 };

        const { onlyFirst, onlySecond, both, own } = compareRules(a, b, {
          settings: SETTINGS_OPEN,
          tryExample: exampleTrial(input),
        });

        for (const each of situations) {
          const [startsA, startsB] = [starts(a, each), starts(b, each)];
          const said = JSON.stringify({ text: each.event.text, data: each.event.data, one, other });
          if (startsA && !startsB) expect(onlyFirst.kind, said).not.toBe("none");
          if (startsB && !startsA) expect(onlySecond.kind, said).not.toBe("none");
          if (startsA && startsB) expect(both.kind, said).not.toBe("none");
          if (startsA) expect(own[0].neverFires, said).toBe(false);
        }
        for (const answer of [onlyFirst, onlySecond, both])
          counts[answer.kind === "none" ? "proved" : answer.kind === "example" ? "shown" : "undecided"] += 1;
        if (onlyFirst.kind === "example")
          expect([startsOn(a, onlyFirst.example, input), startsOn(b, onlyFirst.example, input)]).toEqual([true, false]);
        if (both.kind === "example")
          expect([startsOn(a, both.example, input), startsOn(b, both.example, input)]).toEqual([true, true]);
      },
    ),
    randomCases(400),
  );
  // What people ask is mostly decided: a proof that gives up would pass everything above.
  expect(counts.undecided).toBeLessThan((counts.proved + counts.shown) / 8);
});
