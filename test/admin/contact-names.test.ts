import fc from "fast-check";
import { expect, test } from "vitest";
import { createContactNames } from "../../src/admin/contact-names.ts";
import { randomCases } from "../helpers/random-cases.ts";

const names = createContactNames("key of this deployment");
const lane = fc.oneof(fc.stringMatching(/^\+\d{7,15}$/), fc.string({ minLength: 1, unit: "grapheme" }));

test("a contact is found again by its name, which is the same each time and says nothing of the number", () => {
  fc.assert(
    fc.property(lane, (one) => {
      const name = names.nameOf(one);
      expect(names.laneOf(name)).toBe(one);
      expect(names.nameOf(one)).toBe(name);
      expect(name).toMatch(/^[-\w]+$/);
    }),
    randomCases(100),
  );
});

test("a name that was changed, made up, or is of another deployment, is no contact's", () => {
  const name = names.nameOf("+15105550100");
  const others = createContactNames("another key");

  expect(others.laneOf(name)).toBeNull();
  expect(names.laneOf(`${name.slice(0, -2)}AA`)).toBeNull();
  expect(names.laneOf(`A${name.slice(1)}`)).toBeNull();
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(names.laneOf(text)).toBeNull();
    }),
    randomCases(100),
  );
});
