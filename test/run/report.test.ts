import { expect, test } from "vitest";
import { startEngine, STORES } from "./make.ts";

const RULE = `
count:
  on: { event: chat_closed }
  do:
    - id: day
      report: { last: 1d, counts: { texts: message_received, prices: { event: message_received, where: { text: { words: price } } }, outs: target_opt_out } }
    - notify: { connection: slack, text: "{{ steps.day.texts }} {{ steps.day.prices }} {{ steps.day.outs }}" }
`;

test.each(STORES)("a report counts events of all contacts since then, %s", async (_name, open) => {
  const engine = await startEngine({ rules: RULE, store: await open() });
  await engine.text("the day before");
  await engine.drain();
  await engine.pass(25 * 3_600_000);
  await engine.text("what is the price", { phone: "+12025550101" });
  await engine.text("hello", { phone: "+12025550102" });
  await engine.receive("target_opt_out", { target: "12025550103" });
  await engine.drain();
  await engine.receive("chat_closed", { id: 5, inbox: 101, target: "12025550104" });
  await engine.drain();

  expect(engine.performed.map(({ request }) => ("text" in request ? request.text : null))).toEqual(["2 1 1"]);
  const { run } = await engine.onlyRun();
  expect(run.trace.map(({ text }) => text)).toContain("counted texts 2, prices 1, outs 1");
});
