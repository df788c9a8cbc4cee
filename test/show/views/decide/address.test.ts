import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Wanted } from "../../../../src/show/views/decide/address.ts";
import { ALL, decideHref, wantedOf } from "../../../../src/show/views/decide/address.ts";
import { randomCases } from "../../../helpers/random-cases.ts";

const read = (href: string): Wanted => wantedOf(new URL(href, "http://localhost").searchParams);

const word = fc.string({ minLength: 1, unit: "grapheme" });
const id = fc.stringMatching(/^run_[0-9a-f]{20}$/);
const event = fc.stringMatching(/^evt_[0-9a-z]{19}$/);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

const which = fc.oneof(
  fc.array(id, { minLength: 1, maxLength: 60 }).map((ids) => ({ ...ALL, ids })),
  fc.record({
    ids: fc.constant(null),
    only: fc.constantFrom("runs", "events", null),
    ruleId: maybe(word),
    code: maybe(word),
    connection: maybe(word),
    since: maybe(instant),
  }),
);
const scope = fc.oneof(
  fc.constant({ kind: "all", name: "" } as const),
  fc.record({ kind: fc.constantFrom("rule", "connection", "purpose"), name: word }),
);
const wanted: fc.Arbitrary<Wanted> = fc.oneof(
  fc.record({ kind: fc.constantFrom("retry", "drop", "cancel"), which }),
  fc.record({ kind: fc.constant("resolve"), runId: id, wasDone: fc.boolean() }),
  fc.record({ kind: fc.constant("resume"), runId: id, from: maybe(word), onNewVersion: fc.boolean() }),
  fc.record({
    ...{ kind: fc.constant("resume"), runId: id, from: maybe(word), onNewVersion: fc.boolean() },
    evenOvertaken: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant("replay"),
    eventIds: fc.array(event, { minLength: 1 }),
    ruleId: maybe(word),
    evenOvertaken: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom("approve", "refuse"), code: word }),
  fc.record({ kind: fc.constantFrom("approve", "refuse"), code: word, runId: id }),
  fc.record({ kind: fc.constantFrom("release", "erase"), contact: word }),
  fc.record({ kind: fc.constantFrom("pause", "unpause"), scope }),
  fc.record({
    ...{ kind: fc.constant("enable"), ruleId: word, inShadow: fc.boolean() },
    canary: maybe(fc.integer({ min: 1, max: 99 })),
  }),
  fc.record({ kind: fc.constant("disable"), ruleId: word }),
  fc.record({ kind: fc.constant("promote"), ruleId: word, canary: maybe(fc.integer({ min: 1, max: 99 })) }),
);

describe("the address of a decision", () => {
  test("names the operation it was made of, whatever is in it", () => {
    fc.assert(
      fc.property(wanted, maybe(word), (one, back) => {
        expect(read(decideHref(one, back ?? undefined))).toEqual(one);
      }),
      randomCases(100),
    );
  });

  test.each([
    ["kind=retry", "Nothing is chosen"],
    ["kind=drop&only=runs", "Nothing is chosen"],
    ["", "kind is missing"],
    ["kind=sing", "kind is missing or unknown"],
    ["kind=resolve&id=run_1", "needs wasDone"],
    ["kind=replay", "needs id"],
    ["kind=pause&scope=rule", "scope"],
    ["kind=pause&scope=all:x", "scope"],
    ["kind=retry&since=yesterday", "no time"],
    ["kind=disable", "needs rule"],
    ["kind=promote&rule=greet&canary=100", "no share"],
    ["kind=retry&all=both&ruel=greet", "ruel"],
  ])("that lost what it is about names nothing: %s", (query, problem) => {
    expect(() => read(`/decide?${query}`)).toThrow(problem);
  });

  test("may want also what is overtaken", () => {
    expect(read("/decide?kind=retry&id=run_1&evenOvertaken=yes")).toEqual({
      kind: "retry",
      which: { ...ALL, ids: ["run_1"], evenOvertaken: true },
    });
  });

  test("with a rule and a code alone means all that fit them", () => {
    expect(read("/decide?kind=retry&rule=greet&code=http_500")).toEqual({
      kind: "retry",
      which: { ...ALL, ruleId: "greet", code: "http_500" },
    });
  });
});
