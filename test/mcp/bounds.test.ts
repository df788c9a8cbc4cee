import { expect, test } from "vitest";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { makeProject } from "../helpers/project.ts";
import type { Result } from "./mcp-world.ts";
import { serve } from "./mcp-world.ts";

/** What an assistant can read at once. */
const MOST_TEXT = 25_000;
const MOST_JSON = 45_000;

interface Cut {
  readonly texts: number;
  readonly rows: readonly { readonly at: string; readonly shown: number; readonly of: number }[];
  readonly lines: { readonly shown: number; readonly of: number };
  readonly how: string;
}

function cutOf({ structuredContent }: Result): Cut | null {
  return structuredContent?.["cut"] as Cut | null;
}

test("no answer is larger than an assistant can read, and each says what was left out and how to ask for it", async () => {
  const tests = Array.from({ length: 80 }, (_, index) => {
    const wanted = index === 60 ? "[]" : "[{ send_message: {} }]";
    return `      - { name: "t${index}", now: "2026-03-10T09:00:00-05:00", events: [{ event: message_recieved, inbox: support, text: "the price please" }], expect: ${wanted} }`;
  });
  const rules = `version: 1
rules:
  lead:
    on: message_recieved
    if: { text: { words: [price] } }
    do: [{ send_message: { purpose: reply, text: "Hi {{ contact.name | default: 'there' }}" } }]
    tests:
${tests.join("\n")}
`;
  const project = makeProject({ rules: { "lead.yaml": rules } });
  const engine = await startTestEngine(project);
  const ids: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    const text = `price ${"long text of a customer ".repeat(600)}`;
    const phone = `120255501${String(index).padStart(2, "0")}`;
    ids.push(await engine.receive("message_recieved", textData(text, { phone })));
  }
  await engine.stop();
  const { call } = await serve(project);

  const answers = {
    explain: await call("explain", { what: "lead" }),
    explainMany: await call("explain", { what: "lead", limit: 200 }),
    events: await call("events_list", { limit: 200 }),
    runs: await call("runs_list", { limit: 200 }),
    event: await call("event_show", { id: ids[59] }),
    test: await call("test"),
    simulate: await call("simulate", { since: "1d" }),
  };

  for (const [name, { isError, content, structuredContent }] of Object.entries(answers)) {
    expect({ name, isError }).toEqual({ name, isError: undefined });
    expect(content[0]?.text.length, name).toBeLessThan(MOST_TEXT);
    expect(JSON.stringify(structuredContent).length, name).toBeLessThan(MOST_JSON);
  }
  const many = cutOf(answers.explainMany);
  expect(many?.rows.find(({ at }) => at === "events")).toMatchObject({ of: 60 });
  expect(many?.how).toContain("limit");
  expect(answers.explainMany.content[0]?.text).toMatch(/Left out to fit: .*of 60 events/);
  const shown = answers.explainMany.structuredContent?.["events"] as { readonly id: string }[];
  expect(shown.at(-1)?.id).toBe(ids[59]);
  expect(cutOf(answers.simulate)).toBeNull();
  const told = answers.test.structuredContent?.["tests"] as { readonly name: string; readonly events: unknown }[];
  expect(told[0]).toMatchObject({ name: "t60", events: [{}] });
  expect(told[1]).toMatchObject({ name: "t0", events: [] });
  expect(cutOf(answers.event)?.texts).toBeGreaterThan(0);
});
