import { existsSync, rmSync } from "node:fs";
import pico from "picocolors";
import { expect, onTestFinished, test } from "vitest";
import { createDemoSteps } from "../../../src/cli/demo/demo-steps.ts";
import { createDemoWorld } from "../../../src/cli/demo/demo-world.ts";
import type { DemoWorld } from "../../../src/cli/demo/demo-world.ts";
import { runCommand } from "../../helpers/project.ts";
import { startProgram, waitForNote } from "../../helpers/program.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

function folderOf(out: string): string {
  return / store (\S+)/.exec(out)?.[1] ?? "";
}

async function makeWorld(): Promise<DemoWorld> {
  const output = { columns: null, ask: null, utc: false, out: () => undefined, note: () => undefined };
  const silent = { environment: {}, style: pico.createColors(false), ...output };
  const world = await createDemoWorld(silent);
  onTestFinished(() => world.close({ keep: false }));
  return world;
}

/** The claims of one step that do not hold, after the steps before it. */
async function brokenClaims(world: DemoWorld, title: string): Promise<readonly string[]> {
  for (const step of createDemoSteps(world)) {
    const checks = await step.checks(await world.deliver(step.bodies()));
    if (step.title.includes(title)) return checks.filter(({ holds }) => !holds).map(({ claim }) => claim);
  }
  throw new Error(`there is no step ${title}`);
}

test("the demo shows what was sent, refused and why rules did not fire; all checks hold and its folder is gone", async () => {
  const { code, out, err } = await runCommand(["demo"]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/\n(\d+) of \1 checks hold, in \d/);
  expect(out).toMatch(/✓ done send_message \(reply\) to \+12025550142: “.*We are closed/);
  expect(out).toMatch(/posted message_recieved → 200 duplicate/);
  expect(out).toMatch(/PUT \/crm\/contacts\/by-phone\/%2B12025550187\/sms-consent \{"consented":false.* → 200/);
  expect(out).toMatch(/⊘ blocked send_message .*\n +guard opt_out: the contact opted out/);
  expect(out).toMatch(/– after-hours did not fire: event.text is "STOP"; .*rules\/after-hours\.yaml:\d+:\d+\)/);
  expect(out).toMatch(
    / target_opt_out from \+12025550187 .*\n +✓ consent-to-crm fired\n +✓ done http crm PUT .* → 200/,
  );
  expect(out).toMatch(/posted message_recieved → 401 unauthorized/);
  expect(folderOf(out)).not.toBe("");
  expect(existsSync(folderOf(out))).toBe(false);
});

test("demo --stay goes on with a link into the dashboard, until Ctrl-C, and leaves nothing", async () => {
  const demo = startProgram(["demo", "--stay"], { folder: makeTemporaryFolder() });
  await waitForNote(demo, "It goes on until Ctrl-C");
  const [link = ""] = /http:\S+login\S+/.exec(demo.err()) ?? [];
  const entered = await fetch(link, { redirect: "manual" });
  const [cookie = ""] = (entered.headers.get("set-cookie") ?? "").split(";");
  const events = await fetch(new URL("/events", link), { headers: { cookie } });

  demo.kill("SIGINT");
  const code = await demo.ended;

  expect(await events.text()).toContain("Text came in");
  expect(code).toBe(0);
  expect(demo.out()).toMatch(/\n(\d+) of \1 checks hold/);
  expect(existsSync(folderOf(demo.out()))).toBe(false);
});

test("demo --keep ends with the command to look at the store, which holds four events, what the engine told of one, and not the refused one", async () => {
  const { out, err } = await runCommand(["demo", "--keep"]);
  const folder = folderOf(out);
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const [, command = ""] = /heyrules.* (events ls --store \S+)$/.exec(err) ?? [];
  const events = await runCommand([...command.split(" "), "--json"]);

  const types = (JSON.parse(events.out) as { events: { type: string }[] }).events.map(({ type }) => type);
  // Ben's opt-out was noticed in his text, and reported by Heymarket afterwards.
  const optOuts = ["target_opt_out", "target_opt_out"];
  expect(types).toEqual(["message_recieved", ...optOuts, "message_recieved", "message_recieved"]);
});

test("demo --json prints one object with every check", async () => {
  const { code, out } = await runCommand(["demo", "--json"]);

  expect(code).toBe(0);
  const { schema, passed, failed, steps } = JSON.parse(out) as {
    schema: string;
    passed: number;
    failed: number;
    steps: { checks: object[] }[];
  };
  expect({ schema, failed, steps: steps.length }).toEqual({ schema: "heyrules/demo/1", failed: 0, steps: 5 });
  expect(steps.flatMap(({ checks }) => checks)).toHaveLength(passed);
});

test("nothing in the demo looks like a failure when all went as expected", async () => {
  const { out } = await runCommand(["demo"]);

  expect(out).not.toContain("✗");
});

test("the demo needs no environment and no project, and settings of a real one do not reach it", async () => {
  const environment = { HEYRULES_PORT: "none", HEYRULES_STORE: "nowhere:", HEYMARKET_WEBHOOK_TOKEN: "real" };
  const program = startProgram(["demo"], { folder: makeTemporaryFolder(), environment });

  const code = await program.ended;

  expect({ code, err: program.err() }).toEqual({ code: 0, err: "" });
  expect(program.out()).toContain("checks hold");
});

test("a CRM that was not told is a check that does not hold", async () => {
  const world = await makeWorld();
  world.sandbox.crm.script({ times: 100, behaviour: { status: 503 } });

  expect(await brokenClaims(world, "STOP")).toEqual(["the CRM was told once that he may not be texted"]);
});

test("a text Heymarket did not take is a check that does not hold", async () => {
  const world = await makeWorld();
  world.sandbox.heymarket.script({ match: { path: "/v1/message/send" }, times: 100, behaviour: { status: 400 } });

  expect(await brokenClaims(world, "price")).toEqual(["one text reached Ana, worded by the rule after-hours"]);
});
