import { describe, expect, test } from "vitest";
import type { ContactRecord } from "../../../src/core/model/contact.ts";
import {
  absentRecord,
  isFresh,
  knownOf,
  outdated,
  withRecord,
  withWrittenTags,
} from "../../../src/core/model/contact-record.ts";
import { makeContact, NOW } from "../../helpers/make.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const TTL = 10 * MINUTE;

function recordOf(overrides: Partial<ContactRecord> = {}): ContactRecord {
  return { ...absentRecord(NOW), isKnown: true, ...overrides };
}

describe("what is known", () => {
  test.each([
    [{ name: "Ann at Acme", first: "Ann", last: "Lee" }, "Ann at Acme"],
    [{ first: "Ann", last: "Lee" }, "Ann Lee"],
    [{ last: "Lee" }, "Lee"],
    [{}, "told"],
  ])("of a name %o is %s", (record, name) => {
    const contact = makeContact({ name: "told", record: recordOf(record) });

    expect(knownOf(contact).name).toBe(name);
  });

  test("is Heymarket's record, and what events and tests tell where that says nothing", () => {
    const record = recordOf({ first: "Ann", owner: "55", custom: { Plan: "gold" } });
    const contact = makeContact({ first: "Old", last: "Lee", timezone: "America/Denver", custom: { code: 1 }, record });

    expect(knownOf(contact)).toMatchObject({
      first: "Ann",
      last: "Lee",
      owner: "55",
      timezone: "America/Denver",
      custom: { code: 1, Plan: "gold" },
      readAt: NOW,
    });
  });

  test("of tags is Heymarket's first, then ours, each once whatever its case", () => {
    const contact = makeContact({ tags: ["vip", "local"], record: recordOf({ tags: ["VIP", "lead"] }) });

    expect(knownOf(contact).tags).toEqual(["VIP", "lead", "local"]);
  });
});

describe("a record", () => {
  test.each([
    ["that was never read", makeContact(), 0, false],
    ["just read", makeContact({ record: recordOf() }), 0, true],
    ["of the last of its time", makeContact({ record: recordOf() }), TTL - 1, true],
    ["that is old", makeContact({ record: recordOf() }), TTL, false],
    ["from after now, of a clock that was set back", makeContact({ record: recordOf() }), -1, false],
    ["of nobody, within a minute", makeContact({ record: absentRecord(NOW) }), MINUTE - 1, true],
    ["of nobody, after a minute", makeContact({ record: absentRecord(NOW) }), MINUTE, false],
    ["from before a change", outdated(makeContact({ record: recordOf() }), NOW + 1), 2, false],
    ["from soon after a change", outdated(makeContact({ record: recordOf() }), NOW - SECOND), 10 * SECOND - 1, true],
    [
      "from soon after a change, later",
      outdated(makeContact({ record: recordOf() }), NOW - SECOND),
      10 * SECOND,
      false,
    ],
    ["from long after a change", outdated(makeContact({ record: recordOf() }), NOW - MINUTE), TTL - 1, true],
    ["of a contact without a number, who cannot be read,", makeContact({ phone: null }), 0, true],
  ])("%s counts or not", (_what, contact, laterMs, isSo) => {
    expect(isFresh(contact, NOW + laterMs, TTL)).toBe(isSo);
  });
});

describe("a tag that a rule writes", () => {
  const tagged = withWrittenTags(makeContact(), { add: ["vip"], remove: [] }, NOW);

  test("is there at once, and while a record does not show it yet", () => {
    const read = withRecord(tagged, recordOf({ readAt: NOW + SECOND }));

    expect([tagged, read].map((contact) => knownOf(contact).tags)).toEqual([["vip"], ["vip"]]);
  });

  test("is Heymarket's as soon as a record shows it: who takes it away there is believed", () => {
    const shown = withRecord(tagged, recordOf({ readAt: NOW + SECOND, tags: ["VIP"] }));
    const gone = withRecord(shown, recordOf({ readAt: NOW + MINUTE }));

    expect([shown, gone].map((contact) => knownOf(contact).tags)).toEqual([["VIP"], []]);
  });

  test("is given up after an hour in which no record showed it", () => {
    const read = withRecord(tagged, recordOf({ readAt: NOW + 60 * MINUTE }));

    expect(knownOf(read)).toMatchObject({ tags: [] });
    expect(read.writtenTags).toEqual([]);
  });

  test("is taken away at once, also where only we kept it", () => {
    const contact = makeContact({ tags: ["old"], record: recordOf({ tags: ["Old", "lead"] }) });

    const removed = withWrittenTags(contact, { add: [], remove: ["old"] }, NOW + 1);

    expect(knownOf(removed).tags).toEqual(["lead"]);
  });

  test("that is added and removed in one step is removed", () => {
    expect(knownOf(withWrittenTags(makeContact(), { add: ["a"], remove: ["a"] }, NOW)).tags).toEqual([]);
  });

  test("leaves tags alone that only we keep", () => {
    const contact = withWrittenTags(makeContact({ tags: ["local"] }), { add: ["vip"], remove: [] }, NOW);

    expect(knownOf(withRecord(contact, recordOf({ tags: ["vip"], readAt: NOW + 1 }))).tags).toEqual(["vip", "local"]);
  });
});
