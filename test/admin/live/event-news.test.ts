import { expect, test } from "vitest";
import { newsBehind } from "../../../src/admin/live/event-news.ts";
import type { Verdict } from "../../../src/core/model/trace.ts";
import { parseSearch } from "../../../src/show/views/events/search.ts";
import type { EventRecord } from "../../../src/ports/store/store.ts";
import { makeEvent, NOW } from "../../helpers/make.ts";

const READING = { now: NOW, zone: "UTC", country: "US" };
const { search: ALL } = parseSearch("", READING);

test("news of a search for verdicts wait until the events were evaluated", () => {
  const newest = [record("evt_4", "done"), record("evt_3", "new"), record("evt_2", "done"), record("evt_1", "done")];
  const { search } = parseSearch("fired:no", READING);

  expect(newsOf(newest, { after: "evt_1", search })).toEqual({ count: 1, isMore: false, newestId: "evt_2" });
  expect(newsOf(newest, { after: "evt_2", search })).toBeNull();
  expect(newsOf(newest, { after: "evt_1", search: ALL })).toEqual({ count: 3, isMore: false, newestId: "evt_4" });
});

test("news of a search for what got no answer are those on which nothing fired: what runs do yet, nobody knows", () => {
  const { search } = parseSearch("answered:no", READING);
  const fired = {
    ruleId: "r",
    ruleVersion: "1",
    outcome: "fired",
    reason: "",
    runId: "run_1",
    condition: null,
  } as const;
  const newest = [record("evt_4"), record("evt_3", "done", [fired]), record("evt_2"), record("evt_1")];

  expect(newsOf(newest, { after: "evt_1", search })).toEqual({ count: 2, isMore: false, newestId: "evt_4" });
});

test("what came before an event that is not stored any more is no news", () => {
  const newest = [record("evt_4"), record("evt_2"), record("evt_1")];

  expect(newsOf(newest, { after: "evt_3", search: ALL })).toEqual({ count: 1, isMore: false, newestId: "evt_4" });
});

test("more than 99 are told as more than 99", () => {
  const newest = Array.from({ length: 100 }, (_, index) => record(`evt_${1_000 - index}`));

  expect(newsOf(newest, { after: "evt_0500", search: ALL })).toMatchObject({ count: 99, isMore: true });
  expect(newsOf(newest, { after: "evt_901", search: ALL })).toMatchObject({ count: 99, isMore: false });
});

test("an event that another engine stored late is news, once, and not what was pushed out of sight before", () => {
  const first = newsBehind([record("evt_5"), record("evt_3"), record("evt_2")], {
    ...{ after: "evt_5", known: null, search: ALL },
  });

  const late = newsBehind([record("evt_5"), record("evt_4"), record("evt_3"), record("evt_2"), record("evt_1")], {
    ...{ ...first.told, search: ALL },
  });
  const again = newsBehind([record("evt_5"), record("evt_4"), record("evt_3")], { ...late.told, search: ALL });

  expect(first.news).toBeNull();
  expect(late.news).toEqual({ count: 1, isMore: false, newestId: "evt_5" });
  expect(again.news).toBeNull();
});

test("a late event waits for its evaluation where a search asks for verdicts", () => {
  const { search } = parseSearch("fired:no", READING);
  const { told } = newsBehind([record("evt_3"), record("evt_1")], { after: "evt_3", known: null, search });

  const open = newsBehind([record("evt_3"), record("evt_2", "new"), record("evt_1")], { ...told, search });
  const done = newsBehind([record("evt_3"), record("evt_2"), record("evt_1")], { ...open.told, search });

  expect(open.news).toBeNull();
  expect(done.news).toEqual({ count: 1, isMore: false, newestId: "evt_3" });
});

/** Told to a page that has just come. */
function newsOf(newest: readonly EventRecord[], asked: { readonly after: string; readonly search: typeof ALL }) {
  return newsBehind(newest, { ...asked, known: null }).news;
}

function record(id: string, status: "new" | "done" = "done", verdicts: readonly Verdict[] = []): EventRecord {
  return {
    ...{ event: makeEvent({ id }), status, error: null, body: "", tokenLabel: "1", dedupeKey: id, duplicates: 0 },
    ...{ variants: [], evaluation: status === "new" ? null : { eventId: id, ruleSet: "", at: NOW, verdicts } },
  };
}
