import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { ALL, decideHref } from "../../src/show/views/decide/address.ts";
import { want } from "../operate/make.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `reply: { on: message_received, do: [{ send_message: { inbox: 101, purpose: reply, text: "Your visit is on Monday" } }] }`;

test("lists of runs, dead letters and plans name whose they are beside the masked number, and dead letters the text", async () => {
  const engine = await startEngine({ rules: RULES, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("hi", { data: { conversation: { id: 900, name: "Ana Ruiz", inbox_id: 101 }, inbox_id: 101 } });
  await engine.drain();
  const { get } = await openAdmin(engine);

  const runs = await get("/runs");
  const dead = await get("/dead/group?all=runs&rule=reply");
  const plan = await get(decideHref({ kind: "retry", which: { ...ALL, only: "runs" } }));
  const report = await want(
    engine,
    { kind: "retry", which: { ...ALL, only: "runs", condition: null } },
    { isPlan: true },
  );

  for (const { html } of [runs, dead, plan]) expect(html).toContain('<bdi>Ana Ruiz</bdi> <span class="nowrap">+1');
  expect(dead.html).toContain("<q>Your visit is on Monday</q>");
  expect(report.items).toMatchObject([{ calledAs: "Ana Ruiz" }]);
});
