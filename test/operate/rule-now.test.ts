import { describe, expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { fieldOf, makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { Script, TestEngine } from "../run/make.ts";
import { startEngine, STORES } from "../run/make.ts";
import { named, want } from "./make.ts";

const rule = (path: string, enabled = "true"): string =>
  `r: { enabled: ${enabled}, on: message_received, do: [{ http: { connection: crm, method: POST, path: ${path} } }, { send_message: { purpose: reply, text: Hi } }] }`;

/** What the rule is by now, and what is said of it. */
const NOT_LIVE = [
  ["off", "false", "the rule is disabled"],
  ["in shadow", "shadow", "the rule is in shadow"],
  ["live for others", "{ only: ['+12025550188'] }", "the rule is live for the numbers of `only`, and shadow for this"],
  ["a canary", "{ canary: 1% }", "the rule is live for a canary of 1%, and shadow for this contact"],
] as const;

const inForce = (engine: TestEngine, text: string): Promise<unknown> =>
  engine.activate(text === "" ? [] : compileBody(text).rules, makeSettings());

/** An engine with a run that failed at the call of its rule. */
async function startFailed(store: Parameters<typeof startEngine>[0]["store"] & object) {
  const script: Script = ({ request }) => (fieldOf(request, "path") === "/x" ? refused("http_400", "no") : undefined);
  const engine = await startEngine({ rules: rule("/x"), script, store });
  const eventId = await engine.text("hello");
  await engine.drain();
  const { run } = await engine.onlyRun();
  return { engine, eventId, runId: run.id };
}

describe.each(STORES)("a run of a rule that was changed since, %s,", (_, open) => {
  test.each(NOT_LIVE)("is not started anew by a version that is %s", async (_what, enabled, words) => {
    const { engine, runId } = await startFailed(await open());
    await inForce(engine, rule("/y", enabled));
    const renew = { kind: "resume", runId, from: null, onNewVersion: true } as const;

    for (const isPlan of [true, false]) {
      const report = await want(engine, renew, { isPlan });
      expect(report).toMatchObject({ done: 0, refused: 1 });
      expect(report.items[0]?.refused).toContain(`would go on by the version in force, but ${words}`);
    }
    expect(engine.performed).toHaveLength(1);
  });

  test.each([
    ...NOT_LIVE.map(([what, enabled, words]) => [what, rule("/x", enabled), words] as const),
    ["of another version", rule("/y"), "another version of the rule is in force"] as const,
    ["gone", rule("/x").replace("r:", "other:"), "the rule is not in force any more"] as const,
  ])("goes on by its own, and says that the rule is %s", async (_what, now, words) => {
    const { engine, runId } = await startFailed(await open());
    await inForce(engine, now);
    const resume = { kind: "resume", runId, from: null, onNewVersion: false } as const;

    const retry = await want(engine, { kind: "retry", which: named(runId) }, { isPlan: true });
    const plan = await want(engine, resume, { isPlan: true });
    const report = await want(engine, resume);

    for (const { items } of [retry, plan, report]) {
      expect(items[0]?.does).toContain(`; ${words}`);
      expect(items[0]?.does).toContain(": it goes on by the version it started with");
    }
    expect(engine.performed.map(({ action }) => action)).toEqual(["http", "send_message"]);
  });

  test("says nothing of the rule when it is in force as it was, or the run ends", async () => {
    const { engine, runId } = await startFailed(await open());
    const plan = await want(engine, { kind: "retry", which: named(runId) }, { isPlan: true });
    await inForce(engine, rule("/x", "false"));
    const dropped = await want(engine, { kind: "drop", which: named(runId) });

    expect([plan, dropped].map(({ items }) => items[0]?.does)).toEqual([
      "calls crm: POST /x again (do/0)",
      expect.stringMatching(/^ends as stopped/),
    ]);
    expect(dropped.items[0]?.does).not.toContain("version");
  });

  test("is not asked on a replay for it alone while it is off, which the plan says", async () => {
    const { engine, eventId } = await startFailed(await open());
    await inForce(engine, rule("/x", "false"));

    const plan = await want(
      engine,
      { kind: "replay", eventIds: [eventId], ruleId: "r", evenOvertaken: false },
      { isPlan: true },
    );

    expect(plan.items[0]?.does).toContain("is evaluated again: r does not: the rule is disabled");
  });
});
