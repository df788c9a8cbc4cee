import { expect, test } from "vitest";
import type { Contact } from "../../src/core/model/contact.ts";
import { completeContact } from "../../src/stores/older-records.ts";
import { makeContact } from "../helpers/make.ts";

test("a contact stored before there were records has none, and keeps what it has", () => {
  const contact = makeContact({ tags: ["vip"] });
  const added = ["record", "writtenTags", "outdatedAt"];
  const older = Object.fromEntries(Object.entries(contact).filter(([name]) => !added.includes(name)));

  expect(completeContact(older as unknown as Contact)).toEqual(contact);
});
