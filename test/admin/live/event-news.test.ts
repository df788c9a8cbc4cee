import { expect, test } from "vitest";
import { newsBehind } from "../../../src/admin/live/event-news.ts";
import { parseSearch } from "../../../src/show/views/search.ts";
import type { EventRecord } from "../../../src/ports/store.ts";
import { makeEvent, NOW } from "../../helpers/make.ts";

const { search: ALL } = parseSearch("", NOW);

test("news of a search for verdicts wait until the events were evaluated", () => {
  const newest = [record("evt_4", "done"), record("evt_3", "new"), record("evt_2", "done"), record("evt_1", "done")];
  const { search } = parseSearch("fired:no", NOW);

  expect(newsBehind(newest, { after: "evt_1", search })).toEqual({ count: 1, isMore: false, newestId: "evt_2" });
  expect(newsBehind(newest, { after: "evt_2", search })).toBeNull();
  expect(newsBehind(newest, { after: "evt_1", search: ALL })).toEqual({ count: 3, isMore: false, newestId: "evt_4" });
});

test("what came before an event that is not stored any more is no news", () => {
  const newest = [record("evt_4"), record("evt_2"), record("evt_1")];

  expect(newsBehind(newest, { after: "evt_3", search: ALL })).toEqual({ count: 1, isMore: false, newestId: "evt_4" });
});

test("more than 99 are told as more than 99", () => {
  const newest = Array.from({ length: 100 }, (_, index) => record(`evt_${1_000 - index}`));

  expect(newsBehind(newest, { after: "evt_0500", search: ALL })).toMatchObject({ count: 99, isMore: true });
  expect(newsBehind(newest, { after: "evt_901", search: ALL })).toMatchObject({ count: 99, isMore: false });
});

function record(id: string, status: "new" | "done" = "done"): EventRecord {
  return {
    ...{ event: makeEvent({ id }), status, error: null, body: "", tokenLabel: "1", dedupeKey: id, duplicates: 0 },
    ...{ variants: [], evaluation: status === "new" ? null : { eventId: id, ruleSet: "", at: NOW, verdicts: [] } },
  };
}
