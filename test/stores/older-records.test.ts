import { expect, test } from "vitest";
import type { Contact } from "../../src/core/model/contact.ts";
import type { StoredOptState } from "../../src/core/texting/opt-state.ts";
import { completeContact, completeOptState } from "../../src/stores/older-records.ts";
import { makeContact } from "../helpers/make.ts";

test("a contact stored before there were records has none, and keeps what it has", () => {
  const contact = makeContact({ tags: ["vip"] });
  const added = ["record", "writtenTags", "outdatedAt"];
  const older = Object.fromEntries(Object.entries(contact).filter(([name]) => !added.includes(name)));

  expect(completeContact(older as unknown as Contact)).toEqual(contact);
});

test("an opt state stored before there was a history has none, and keeps what it has", () => {
  const older = { phone: "+15105550101", state: "out", optedOutAt: 1, changedAt: 1, reason: "text was STOP", outAt: 1 };

  const complete = completeOptState({ ...older, undatedOptIns: [] } as unknown as StoredOptState);

  expect(complete).toEqual({ ...older, undatedOptIns: [], history: [] });
});
