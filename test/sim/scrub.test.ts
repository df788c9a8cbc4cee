import { expect, test } from "vitest";
import { createScrubber } from "../../src/sim/captured/scrub.ts";

const scrubber = () => createScrubber({ phone: "+15125559876", names: ["Jane Doe", "Jane", "Doe"], hidesTexts: false });

test.each([
  ["call 512-555-9876", "call 5125550100"],
  ["call 512–555–9876", "call 5125550100"],
  ["call (512) 555-1234x5 please", "call 5125550101 please"],
  ["me.512-555-1234", "me.5125550101"],
  ["+15125559876 it is", "+15125550100 it is"],
  ["see www.jane-doe.com/x?tok=1", "see https://example.com/"],
  ["see https://pay.example.net/abc", "see https://example.com/"],
  ["jane@doe.example is Jane", "someone@example.com is Ada"],
  ["on 2026-05-04 at 10:30", "on 2026-05-04 at 10:30"],
  ["it costs 1,250.00 for 12 of 100", "it costs 1,250.00 for 12 of 100"],
])("of the text %j is left %j", (text, left) => {
  expect(scrubber().text(text)).toBe(left);
});

test("what names somebody in data goes, however the key is written", () => {
  const data = {
    firstname: "Janeth",
    firstName: "Jane",
    customer: { "full-name": "Janeth Doe", mobile: 15125551234, homePhone: "512 555 9876" },
    emailAddress: "j@doe.example",
    order_id: "5125551234",
    total: 5125551234,
    placed: "2026-05-04T10:00:00Z",
  };

  expect(scrubber().json(data)).toEqual({
    firstname: "Ada Example",
    firstName: "Ada Example",
    customer: { "full-name": "Ada Example", mobile: 15125550101, homePhone: "15125550100" },
    emailAddress: "Ada Example",
    order_id: "5125551234",
    total: 5125551234,
    placed: "2026-05-04T10:00:00Z",
  });
});
