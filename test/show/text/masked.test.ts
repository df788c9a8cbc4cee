import { expect, test } from "vitest";
import { maskedText } from "../../../src/show/text/masked.ts";

const US = "+16465550205";

test.each([
  ["+16465550205", "+1••••••0205"],
  ["+6465550205", "+1••••••0205"],
  ["+646 555 0205", "+1••••••0205"],
  ["0116465550205", "+1••••••0205"],
  ["01116465550205", "+1••••••0205"],
  ["+1 (646) 555-0205", "+1••••••0205"],
  ["646.555.0205", "+1••••••0205"],
  ["(646) 555-0205 or 1-646-555-0205", "+1••••••0205 or +1••••••0205"],
])("the number of the contact is masked whole when it is written %s", (written, shown) => {
  expect(maskedText(`call ${written} now`, US)).toBe(`call ${shown} now`);
});

test("the number of a contact elsewhere is masked with its zero and in groups", () => {
  expect(maskedText("020 7946 0958, +44 (0)20 7946 0958, 0044 20 7946 0958", "+442079460958")).toBe(
    "+44••••••0958, +44••••••0958, +44••••••0958",
  );
});

test.each([US, null])("numbers of others are masked in groups, too, beside the contact %s", (phone) => {
  const shown = maskedText("(202) 555-0142, 202-555-0142, +44 20 7946 0958 and +12025550157", phone);

  expect(shown).toBe("••••••0142, ••••••0142, +44••••••0958 and +1••••••0157");
});

test("what is no number stays", () => {
  const text = "2026-05-05T09:00:00+02:00, order 4711-22, $1,234.50, run_1234567890 and 10 +20 30";

  expect(maskedText(text, US)).toBe(text);
});

test.each([
  ["order 99202555014277", "+12025550142"],
  ["order 9940123", "+24740123"],
])("%s holds the digits of the contact %s in another number, and stays", (text, phone) => {
  expect(maskedText(text, phone)).toBe(text);
});

test.each(["202 – 555 – 0142", "2025550142", "(2025550142)", "1 202.555.0142", "tel:+1202-555-0142;x"])(
  "%s is masked as the number of the contact",
  (text) => {
    expect(maskedText(text, "+12025550142")).toContain("+1••••••0142");
    expect(maskedText(text, "+12025550142")).not.toContain("555");
  },
);
