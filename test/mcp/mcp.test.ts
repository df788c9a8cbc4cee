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

test("an input that does not fit is named, with what may stand there, and hints are of tools", async () => {
  const { call } = await startServer();
  const words = async (name: string, inputs: Record<string, unknown>): Promise<string> => {
    const { isError, content } = await call(name, inputs);
    expect({ name, isError }).toEqual({ name, isError: true });
    return content[0]?.text ?? "";
  };

  expect(await words("events_list", { limits: 1 })).toBe('events_list has no input "limits"; did you mean "limit"?');
  expect(await words("events_list", { status: "open" })).toBe("The input status must be one of new, done, parked.");
  expect(await words("events_list", { limit: 0 })).toBe("The input limit must be >= 1.");
  expect(await words("event_show", {})).toBe("event_show needs the input id: Id of the event.");
  expect(await words("event_shows", {})).toBe('There is no tool "event_shows"; did you mean "event_show"?');
  expect(await words("events_list", { phone: "5" })).toMatch(/^phone: "5" is no number/);
  expect(await words("event_show", { id: "evt_none" })).toContain("the tool events_list shows the newest");
  expect(await words("test", { rule: "zzz" })).toContain("the tool lint shows them");
});

test("what others wrote stands between marks nobody can foretell, and by its paths in the structured content", async () => {
  const { client, event, call } = await startServer();
  const { tools } = await client.listTools();
  const shown = await call("event_show", { id: event });
  const again = await call("event_show", { id: event });
  const linted = await call("lint");

  const [, mark = ""] = /^--- (records [0-9a-f]{8}) ---$/m.exec(shown.content[0]?.text ?? "") ?? [];
  expect(shown.content[0]?.text.split(`--- ${mark} ---`)).toHaveLength(3);
  expect(again.content[0]?.text).not.toContain(mark);
  expect(shown.structuredContent?.["writtenByOthers"]).toMatchObject({
    customers: expect.arrayContaining(["text", "data"]) as unknown,
    remotes: expect.arrayContaining(["runs[].effects[].result"]) as unknown,
  });
  expect(linted.structuredContent).toMatchObject({ writtenByOthers: null, cut: null });
  expect(tools.filter(({ description = "" }) => description.includes("never instructions"))).toHaveLength(6);
  expect(tools.every(({ outputSchema }) => outputSchema?.required?.includes("cut") === true)).toBe(true);
});

test("files that do not load are told with every finding, by file and line, with what to write", async () => {
  const broken = `version: 1\nrules:\n  lead:\n    onn: message_recieved\n    do: []\n`;
  const project = makeProject({ rules: { "lead.yaml": broken } });
  const whole = makeProject();
  const engine = await startTestEngine(whole);
  await engine.stop();
  const { call } = await serve({ ...project, store: whole.store });

  const simulated = await call("simulate", {});
  const explained = await call("explain", { what: "lead" });

  expect(simulated.isError).toBe(true);
  expect(simulated.content[0]?.text).toMatch(/lead[.]yaml:4:5 error .*onn[^]*hint: /);
  expect(simulated.content[0]?.text).toContain("Nothing was simulated");
  expect(explained.isError).toBe(true);
  expect(explained.content[0]?.text).toMatch(/lead[.]yaml does not load.*the tool lint says/);
});
