import { expect, test } from "vitest";
import { plainDeed, withoutPlaces } from "../../../src/show/text/plain-deed.ts";

test("places of a rule and ids of runs are left out of a sentence, and nothing else in brackets", () => {
  const sentence =
    "goes on at hello; this step is done and not repeated: the note (do/0/for_each/do/0 of 2 items); another run does the rest of the rule (run_2)";

  expect(withoutPlaces(sentence)).toBe(
    "goes on at hello; this step is done and not repeated: the note; another run does the rest of the rule",
  );
  expect(withoutPlaces("changes the file (rules/x.yaml), 2 lines (of 9)")).toBe(
    "changes the file (rules/x.yaml), 2 lines (of 9)",
  );
});

test.each([
  ["Gina Park", "sends the text to Gina Park again"],
  ["$& Park", "sends the text to $& Park again"],
  [undefined, "sends the text to the contact again"],
])("a contact is named where a name is known: %s", (calledAs, told) => {
  expect(plainDeed("sends the text to the contact again (do/0)", calledAs)).toBe(told);
});
