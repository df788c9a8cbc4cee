import { expect, test } from "vitest";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { makeProject } from "../helpers/project.ts";
import type { World } from "./mcp-world.ts";
import { serve } from "./mcp-world.ts";

/** On a store with one event. */
async function startServer(): Promise<World & { readonly event: string }> {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const event = await engine.receive("message_recieved", textData("what is the price?", { phone: "12025550101" }));
  await engine.stop();
  return { ...(await serve(project)), event };
}

test("an assistant is offered tools that only look or try dry, and told what cannot be asked so", async () => {
  const { client, event, call } = await startServer();

  const { tools } = await client.listTools();

  expect(tools.map(({ name }) => name)).toEqual([
    "explain",
    "lint",
    "test",
    "simulate",
    "events_list",
    "event_show",
    "runs_list",
    "run_show",
  ]);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  expect(await call("event_show", { id: "evt_none" })).toMatchObject({ isError: true });
  expect(await call("event_show", {})).toMatchObject({ isError: true });
  expect(await call("events_list", { limit: 0 })).toMatchObject({ isError: true });
  expect(await call("events_list", { phone: "5" })).toMatchObject({ isError: true });
  expect(await call("explain", { what: "--store=memory:" })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("--store=memory:") as unknown }],
  });
  expect(await call("events_replay", { id: event })).toMatchObject({ isError: true });
});

test("every tool answers in words and as data, without a number", async () => {
  const { event, call } = await startServer();
  const runs = await call("runs_list", { limit: 5 });
  const [run] = (runs.structuredContent?.["runs"] ?? []) as { readonly id: string }[];
  const answers = {
    runs,
    explain: await call("explain", { what: event }),
    contact: await call("explain", { what: "+12025550101", limit: 1 }),
    lint: await call("lint"),
    test: await call("test", { rule: "answer-price" }),
    simulate: await call("simulate", { since: "1d" }),
    events: await call("events_list", { status: "done" }),
    event: await call("event_show", { id: event }),
    run: await call("run_show", { id: run?.id ?? "" }),
  };

  for (const [name, { isError = false, content, structuredContent }] of Object.entries(answers)) {
    expect({ name, isError, text: content[0]?.text === "" }).toEqual({ name, isError: false, text: false });
    expect(String(structuredContent?.["schema"])).toMatch(/^heyrules\//);
  }
  expect(answers.test.content[0]?.text).toContain("1 passed, 0 failed");
  expect(answers.explain.content[0]?.text).toContain("answer-price fired");
  expect(JSON.stringify({ ...answers, test: null })).not.toContain("2025550101");
});
