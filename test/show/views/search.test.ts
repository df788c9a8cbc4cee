import { expect, test } from "vitest";
import { searchDoubts } from "../../../src/show/views/events/search-doubts.ts";
import { fitsSearch, parseSearch } from "../../../src/show/views/events/search.ts";
import type { EventSearch } from "../../../src/show/views/events/search.ts";
import type { EventRecord } from "../../../src/ports/store/store.ts";
import { makeEvent, NOW, PHONE } from "../../helpers/make.ts";

const READING = { now: NOW, zone: "UTC", country: "US" };
const NOTHING: EventSearch = {
  failed: false,
  ...{ filter: {}, ruleId: null, shadowOf: null, source: null, texts: [], phoneEnd: null, fired: null },
  ...{ answered: null, repeated: null, replay: null, reports: null },
};

test.each<[string, Partial<EventSearch>]>([
  ["", {}],
  ["type:target_opt_out", { filter: { type: "target_opt_out" } }],
  ["type:message_received", { filter: { type: "message_recieved" } }],
  ["rule:stop-to-crm since:2h", { ruleId: "stop-to-crm", filter: { since: NOW - 7_200_000 } }],
  ["since:2026-01-01T00:00:00Z", { filter: { since: Date.UTC(2026, 0, 1) } }],
  ["phone:+12025550100", { filter: { phone: PHONE } }],
  ["+12025550100", { filter: { phone: PHONE } }],
  ["phone:+1 202 555 0100 fired:no", { filter: { phone: PHONE }, fired: false }],
  ["+1 (202) 555-0100", { filter: { phone: PHONE } }],
  ["2025550100", { filter: { phone: PHONE } }],
  ["(202) 555-0100 price", { filter: { phone: PHONE }, texts: ["price"] }],
  ["phone:202 555 0100 price", { filter: { phone: PHONE }, texts: ["price"] }],
  ["2026-03-01 price 12", { texts: ["2026-03-01", "price", "12"] }],
  ["phone:…0100", { phoneEnd: "0100" }],
  ["phone:0100", { phoneEnd: "0100" }],
  ["status:parked", { filter: { status: "parked" } }],
  ["status:waiting", { filter: { status: "new" } }],
  ["source:demo", { source: "demo" }],
  ['text:"price list" quote', { texts: ["price list", "quote"] }],
  ['"at 9:30"', { texts: ["at 9:30"] }],
  ['text:"unfinished quote', { texts: ["unfinished quote"] }],
  ["fired:no repeated:yes", { fired: false, repeated: true }],
  ["answered:no", { answered: false }],
  ["replay:yes", { replay: true }],
  ["replay:no", { replay: false }],
  ["reports:no", { reports: false }],
])("the search %j is read", (written, wanted) => {
  const { search, problems } = parseSearch(written, READING);

  expect(problems).toEqual([]);
  expect(search).toEqual({ ...NOTHING, ...wanted });
});

test("a number is read as people of the organisation's country write it", () => {
  const written = ["0151 23456789", "phone:0151/23456789", "(0151) 23456789", "015123456789"];

  const found = written.map((each) => parseSearch(each, { now: NOW, zone: "UTC", country: "DE" }).search);

  expect(found.map(({ filter }) => filter.phone)).toEqual(Array(4).fill("+4915123456789"));
});

test.each(["2026-11-27", "05/12/2026 10", "12345678", '"202 555 0101"', '"0151 23456789"'])(
  "%s is no number in a country that has numbers of any length",
  (written) => {
    const { search } = parseSearch(written, { now: NOW, zone: "UTC", country: "DE" });

    expect([search.filter, search.phoneEnd]).toEqual([{}, null]);
    expect(search.texts.join(" ")).toBe(written.replaceAll('"', ""));
  },
);

test.each([
  ["typ:target_opt_out", 'did you mean "type"?'],
  ["status:parkd", 'did you mean "parked"?'],
  ["status:whatever", "it is one of waiting, new, done, parked, failed."],
  ["phone:12", "its last four digits"],
  ["since:soon", "a length of time such as 2h or 7d"],
  ["fired:maybe", "takes yes or no"],
  ["replay:maybe", "replay: takes yes or no"],
  ["rule:", "write it like rule:stop-to-crm"],
])("the search %j is told what is wrong with it", (written, sentence) => {
  const { problems } = parseSearch(`since:1h ${written}`, READING);

  expect(problems).toHaveLength(1);
  expect(problems[0]?.token).toBe(written);
  expect(problems[0]?.message).toContain(sentence);
});

test("a search that found nothing is told which of its names nothing has", () => {
  const { search } = parseSearch("type:target_opt_uot rule:stop-to-crn source:stagin", READING);

  const doubts = searchDoubts(search, { rules: ["stop-to-crm"], sources: ["staging"] });

  expect(doubts).toEqual([
    'There is no event type "target_opt_uot" now; did you mean "target_opt_out"?',
    'There is no rule "stop-to-crn" now; did you mean "stop-to-crm"?',
    'There is no source "stagin" now; did you mean "staging"?',
  ]);
});

test.each([
  ["0162", "phone:0162 finds"],
  ["555-0162", "or with its last four digits"],
  ["Ana", "in the names that events tell"],
  ["rule:nope", "there are stop-to-crm."],
])("a search for %s that finds nothing is told how it is done", (written, hint) => {
  const { search } = parseSearch(written, READING);

  const [doubt] = searchDoubts(search, { rules: ["stop-to-crm"], sources: [] });

  expect(doubt).toContain(hint);
});

test.each([
  ["", true],
  ["type:message_recieved phone:+12025550100 status:done since:1h source:heymarket", true],
  ["HELLO", true],
  ["hello price", false],
  ["ana hello", true],
  ["text:diaz", true],
  ["josé", true],
  ["phone:0100", true],
  ["phone:0101", false],
  ["rule:reply", true],
  ["rule:other", false],
  ["rule:quiet", false],
  ["shadow:quiet", true],
  ["shadow:reply", false],
  ["fired:yes", true],
  ["fired:no", false],
  ["repeated:yes", false],
  ["repeated:no", true],
  ["replay:yes", false],
  ["replay:no", true],
  ["reports:yes", false],
  ["reports:no", true],
  ["source:demo", false],
  ["status:parked", false],
  ["type:incoming_call", false],
  ["phone:+12025550199", false],
])("the search %j finds the event: %j", (written, isFound) => {
  const { search } = parseSearch(written, READING);

  expect(fitsSearch(RECORD, search)).toBe(isFound);
});

test("a replay is found by replay:yes, and by replay:no no more", () => {
  const replayed = { ...RECORD, event: { ...RECORD.event, replay: { of: "evt_0", ruleId: null } } };
  const fits = (written: string) => fitsSearch(replayed, parseSearch(written, READING).search);

  expect([fits("replay:yes"), fits("replay:no")]).toEqual([true, false]);
});

test.each([{ author: "automation" as const }, { author: "human" as const, retells: "text" as const }])(
  "what tells of a text of rules, or of what became of a text, is left out by reports:no: %j",
  (told) => {
    const report = { ...RECORD, event: { ...RECORD.event, ...told } };
    const fits = (written: string) => fitsSearch(report, parseSearch(written, READING).search);

    expect([fits("reports:yes"), fits("reports:no")]).toEqual([true, false]);
  },
);

const RECORD: EventRecord = {
  event: makeEvent({ data: { conversation: { id: 301, name: "Ana  Diaz Jose\u0301" } } }),
  status: "done",
  error: null,
  body: "{}",
  tokenLabel: "1",
  dedupeKey: "key",
  duplicates: 0,
  variants: [],
  evaluation: {
    ...{ eventId: "evt_1", ruleSet: "set", at: NOW },
    verdicts: [
      { ruleId: "reply", ruleVersion: "v1", outcome: "fired", reason: "", runId: "run_1", condition: null },
      { ruleId: "other", ruleVersion: "v1", outcome: "not_matched", reason: "", runId: null, condition: null },
      { ruleId: "quiet", ruleVersion: "v1", outcome: "shadow", reason: "", runId: null, condition: null },
    ],
  },
};
