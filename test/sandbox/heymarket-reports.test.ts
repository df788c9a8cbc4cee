import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { openHeymarket, post, text } from "./sandbox-client.ts";

async function reportsOf(...sends: readonly object[]): Promise<readonly unknown[]> {
  const reports: JsonObject[] = [];
  const fake = await openHeymarket({ onReport: (body) => reports.push(body) });
  for (const send of sends) await post(fake, "/v1/message/send", { ...text, ...send });
  await expect.poll(() => reports).not.toEqual([]);
  return reports.map(({ type, token, event_data: data }) => [type, token, data]);
}

test("a text that was taken is told to be sent, and then delivered", async () => {
  const reports = await reportsOf({});

  expect(reports).toEqual([
    ["message_sent", "sandbox", expect.objectContaining({ status: "sent", local_id: "one", text: "hello" })],
    [
      "message_sent",
      "sandbox",
      expect.objectContaining({ status: "delivered", local_id: "one", target: "15105550100" }),
    ],
  ]);
});

test("a text to a number that ends in 555-0199 fails", async () => {
  const reports = await reportsOf({ phone_number: "15105550199" });

  expect(reports.map((report) => (report as [string, string, JsonObject])[2]["status"])).toEqual(["sent", "failed"]);
});

test("neither a repeat nor a note is told of", async () => {
  const reports = await reportsOf({}, {}, { local_id: "two", private: true });

  expect(reports).toHaveLength(2);
});
