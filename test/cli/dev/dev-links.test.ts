import { expect, test } from "vitest";
import { linkLines } from "../../../src/cli/dev/print/dev-links.ts";
import { startEngine } from "../../run/make.ts";

const OFFER = `
r:
  on: message_received
  do: [{ approve: { send_message: { purpose: service, text: It is $40. }, timeout: 4h } }]
`;

test("a text that waits for a person is told with the command that approves it, and the link on this machine", async () => {
  const engine = await startEngine({ rules: OFFER });
  await engine.text("quote");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const code = run.approval?.code ?? "";

  const lines = linkLines(await engine.runs(), { rules: engine.rules, urlOf: engine.links.urlOf });

  const link = `http://localhost/approval/${run.id.slice("run_".length)}.${code.toLowerCase()}.`;
  expect(lines).toEqual([
    expect.stringContaining(`waits for approval ${code}: heyrules approvals approve ${code}, or open ${link}`),
  ]);
});
