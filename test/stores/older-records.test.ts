import { expect, test } from "vitest";
import { completeContact } from "../../src/stores/older-records.ts";
import { makeContact } from "../helpers/make.ts";

test("a contact stored before there were records has none, and keeps what it has", () => {
  const { record: _record, writtenTags: _written, outdatedAt: _outdated, ...older } = makeContact({ tags: ["vip"] });

  expect(completeContact(older as ReturnType<typeof makeContact>)).toEqual(makeContact({ tags: ["vip"] }));
});
