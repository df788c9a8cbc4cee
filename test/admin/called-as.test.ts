import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
ask:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ id: offer, approve: { send_message: { purpose: reply, text: "10 dollars" }, timeout: 4h } }]
`;

test("contacts, the held ones and approvals keep the name of a contact when a later event says none", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("price?", { data: { conversation: { id: 900, name: "Ana Diaz" } } });
  await engine.text("please take me off your list");
  await engine.drain();
  const { get } = await openAdmin(engine);

  for (const path of ["/contacts", "/contacts?state=held", "/approvals"]) {
    expect((await get(path)).html).toContain("Ana Diaz");
  }
});
