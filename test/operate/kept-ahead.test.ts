import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { Script } from "../run/make.ts";
import { startEngine, STORES } from "../run/make.ts";
import { named, want } from "./make.ts";

const RULE = `r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }, { send_message: { purpose: reply, text: Hi } }] }`;
const WORDS = "; texts to the contact are kept back: opt_out: the contact opted out (text was STOP)";

test.each(STORES)(
  "what a run comes to for somebody who said STOP is told with that its texts stay, %s",
  async (_, open) => {
    const script: Script = ({ action }) => (action === "http" ? refused("http_400", "no") : undefined);
    const engine = await startEngine({ rules: RULE, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    const { run } = await engine.onlyRun();
    const resume = { kind: "resume", runId: run.id, from: null, onNewVersion: false } as const;
    const retry = { kind: "retry", which: named(run.id) } as const;
    const before = await want(engine, resume, { isPlan: true });
    await engine.text("STOP");
    await engine.drain();
    await engine.activate(compileBody(RULE.replace("/x", "/y")).rules, makeSettings());

    const plans = [
      await want(engine, resume, { isPlan: true }),
      await want(engine, retry, { isPlan: true }),
      await want(engine, { ...resume, onNewVersion: true }, { isPlan: true }),
      await want(engine, { kind: "drop", which: named(run.id) }, { isPlan: true }),
    ];

    expect(before.items[0]?.does).not.toContain("kept back");
    expect(plans.map(({ items }) => items[0]?.does?.includes(WORDS))).toEqual([true, true, true, false]);
  },
);
