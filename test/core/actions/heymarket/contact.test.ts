import { expect, test } from "vitest";
import { actionOf } from "../../../../src/core/actions/registry.ts";
import { createContact } from "../../../../src/core/model/contact.ts";
import { isFresh, withRecord } from "../../../../src/core/model/contact-record.ts";

const AT = 1_000_000;
const READ = {
  ...{ readAt: AT - 1, isKnown: true, name: null, first: "Ann", last: "Lee", tags: [], owner: null, timezone: null },
  custom: {},
};

test("what a rule writes to Heymarket's record of a contact makes the record that was read old", () => {
  const { inner } = actionOf("contact");
  const spec = { action: "contact", first: "Bo", last: null, email: null, custom: {}, assignee: null } as const;
  const request = {
    phone: "+12025550147",
    first: "Bo",
    last: null,
    email: null,
    custom: { Plan: "gold" },
    assignee: null,
  };
  const before = withRecord(createContact("+12025550147", "+12025550147"), READ);

  const after = inner?.contactAfter(before, spec, request, AT);

  expect(isFresh(before, AT, 600_000)).toBe(true);
  expect(after).toMatchObject({ first: "Bo", last: before.last, custom: { Plan: "gold" }, outdatedAt: AT });
  expect(after !== undefined && isFresh(after, AT, 600_000)).toBe(false);
});
