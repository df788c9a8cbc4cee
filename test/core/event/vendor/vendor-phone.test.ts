import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/base/json.ts";
import { phoneReadings } from "../../../../src/core/event/vendor/vendor-phone.ts";

const NUMBER = "+15105550100";

test.each<[string, JsonObject]>([
  ["in target", { target: "15105550100" }],
  ["in phone_number", { phone_number: "(510) 555-0100" }],
  ["of its contact", { contact: { phone: "15105550100", id: 7 } }],
  ["of its contact by another name", { contact: { phone_number: "15105550100" } }],
  ["of its conversation", { conversation: { target: "15105550100" } }],
  ["in a part of a name nobody has documented", { unsubscribed: { target: "15105550100" } }],
  ["the only one of its recipients", { targets: { 15105550100: { name: "Ann" } } }],
  ["the only one of a list", { targets: ["15105550100"] }],
  ["the only one of its conversation's", { conversation: { targets: [{ phone: "15105550100" }] } }],
])("the number of an opt-out is read where it stands: %s", (_where, data) => {
  expect(phoneReadings({ type: "target_opt_out", data }, "US")).toEqual([NUMBER]);
});

test("what names several people names nobody", () => {
  const data = { targets: ["15105550100", "15105550177"] };
  expect(phoneReadings({ type: "target_opt_out", data }, "US")).toEqual([]);
});
