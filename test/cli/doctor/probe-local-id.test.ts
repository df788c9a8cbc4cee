import { expect, test } from "vitest";
import { makeProject } from "../../helpers/project.ts";
import { openHeymarket } from "../../sandbox/sandbox-client.ts";
import { at, runDoctor, TEAM } from "./diagnose.ts";

const PROBE = ["--probe-local-id", "--to", "+1 (510) 555-0100"];

test.each([
  ["dedupes", "dedupes: Heymarket sends one text", "arrives once", 1],
  ["rejects", "refuses: Heymarket sends one text", "arrives once", 1],
  ["ignores", "sends twice: Heymarket sends a text for every request", "may arrive twice", 2],
] as const)("a Heymarket that %s repeats is told as what it is", async (localIdMode, verdict, meaning, sent) => {
  const fake = await openHeymarket({ ...TEAM, localIdMode });

  const { code, out, err } = await runDoctor({
    project: makeProject(),
    environment: at(fake),
    options: [...PROBE, "--yes"],
  });

  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(verdict);
  expect(out).toContain(meaning);
  expect(fake.sent()).toHaveLength(sent);
  expect(new Set(fake.requests().flatMap(({ body }) => (body === null ? [] : JSON.stringify(body)))).size).toBe(1);
});

test("the JSON has mode, evidence and meaning", async () => {
  const fake = await openHeymarket({ ...TEAM, localIdMode: "ignores" });

  const { out } = await runDoctor({
    project: makeProject(),
    environment: at(fake),
    options: [...PROBE, "--yes", "--json"],
  });

  expect(JSON.parse(out)).toMatchObject({ schema: "heyrules/local-id-probe/1", mode: "sends_twice", wasSent: true });
});

test.each([
  ["without a number", ["--probe-local-id", "--yes"], "name it with --to"],
  ["with a number that is none", ["--probe-local-id", "--to", "12", "--yes"], "name it with --to"],
  ["without a terminal, unless --yes says so", PROBE, "--yes does it"],
])("nothing is sent %s", async (_, options, said) => {
  const fake = await openHeymarket(TEAM);

  const { code, err } = await runDoctor({ project: makeProject(), environment: at(fake), options });

  expect(code).toBe(2);
  expect(err).toContain(said);
  expect(fake.requests()).toEqual([]);
});

test("a first text that is refused ends it, and says why", async () => {
  const fake = await openHeymarket(TEAM);
  fake.script({ match: { method: "POST", path: "/v1/message/send" }, behaviour: { status: 403 } });

  const { code, out } = await runDoctor({
    project: makeProject(),
    environment: at(fake),
    options: [...PROBE, "--yes"],
  });

  expect(code).toBe(4);
  expect(out).toContain("nobody can tell");
  expect(fake.sent()).toEqual([]);
});
