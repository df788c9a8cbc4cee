import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createRuleWriter } from "../../../src/cli/start/rule-writer.ts";
import { loadProject } from "../../../src/cli/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { runCommand } from "../../helpers/project.ts";
import type { AdminWorld } from "../admin-world.ts";
import { cookieOf, OPERATE_TOKEN, READ_TOKEN, startAdminWorld } from "../admin-world.ts";

const CONFIG = `version: 1
timezone: America/New_York
heymarket: { sender: 55 }
inboxes: { support: 101 }
admin: { write: rules }
`;
const RULES = `version: 1
rules:
  # Prices
  quiet:
    enabled: shadow   # since Monday
    on: chat_closed
    do: [{ log: hi }]   # nothing else
  loud: { on: chat_closed, do: [{ log: "# no comment" }] }
`;

interface WritingWorld extends AdminWorld {
  readonly file: string;
  readonly read: () => string;
  /** The page of a decision, and what comes of its form. */
  readonly decide: (
    query: string,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<{
    readonly plan: string;
    readonly send: () => Promise<{ readonly status: number; readonly html: string }>;
  }>;
}

/** A real engine on files of its own, which it may write where the configuration says so. */
async function startWritingWorld({
  config = CONFIG,
  rules = RULES,
  failsAtWriting = false,
} = {}): Promise<WritingWorld> {
  const folder = makeTemporaryFolder();
  const globals = {
    config: join(folder, "heyrules.yaml"),
    rules: join(folder, "rules"),
    json: false,
    url: null,
    tokenFile: null,
    insecureHttp: false,
  };
  mkdirSync(globals.rules);
  const file = join(globals.rules, "a.yaml");
  writeFileSync(globals.config, config);
  writeFileSync(file, rules);
  const surroundings = { environment: {}, out: () => undefined, note: () => undefined } as never;
  const writer = createRuleWriter(surroundings, globals, {
    options: { requireSecrets: false },
    reload: async () => {
      const { config: next, rules: nextRules } = await loadProject(surroundings, globals, { requireSecrets: false });
      if (next === null) return "no configuration";
      await world.engine.activate(nextRules, next.settings);
      return null;
    },
  });
  const world: AdminWorld = await startAdminWorld({
    config,
    rules,
    ruleWriter: failsAtWriting
      ? { ...writer, write: (change) => writer.write({ ...change, fileChange: { ...change.fileChange, seen: "0" } }) }
      : writer,
  });
  onTestFinished(world.stop);
  const decide: WritingWorld["decide"] = async (query, fields = {}) => {
    const plan = await (await world.ask(`/decide?${query}`, { headers: { accept: "text/html" } })).text();
    const hidden = [...plan.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = "", value = ""]) => [name, value],
    );
    const body = new URLSearchParams({
      ...(Object.fromEntries(hidden) as object),
      reason: "the owner wants it",
      sure: "yes",
      ...fields,
    });
    return {
      plan,
      send: async () => {
        const sent = await world.ask(`/decide?${query}`, { method: "POST", body, headers: { accept: "text/html" } });
        const leadsTo = sent.headers.get("location");
        const shown = leadsTo === null ? sent : await world.ask(leadsTo, { headers: { accept: "text/html" } });
        return { status: shown.status, html: await shown.text() };
      },
    };
  };
  return { ...world, file, read: () => readFileSync(file, "utf8"), decide };
}

const stateOf = (world: AdminWorld, id: string): string | undefined =>
  world.engine.inForce().rules.find((rule) => rule.id === id)?.enabled;

async function auditOf(world: AdminWorld) {
  return (await world.engine.store.listAudit({ limit: 10 })).rows;
}

describe("the dashboard of an engine that may write rule files", () => {
  test("shows how the file would change, writes it, and tells that the engine goes by it", async () => {
    const world = await startWritingWorld();
    const page = await (await world.ask("/rules/quiet", { headers: { accept: "text/html" } })).text();
    const { plan, send } = await world.decide("kind=disable&rule=quiet&back=/rules/quiet");
    const planned = world.read();

    const { html } = await send();

    expect(page).toContain("/decide?kind=disable&amp;rule=quiet");
    expect(plan).toContain("-    enabled: shadow   # since Monday");
    expect(plan).toContain("+    enabled: false   # since Monday");
    expect(plan).toContain("it starts no more runs");
    expect(planned).toBe(RULES);
    expect(html).toContain("and the engine goes by it now");
    expect(world.read()).toBe(RULES.replace("enabled: shadow", "enabled: false"));
    expect(stateOf(world, "quiet")).toBe("off");
    expect(await auditOf(world)).toMatchObject([
      {
        by: "Ada",
        deed: "disable",
        target: { kind: "rule", id: "quiet" },
        reason: "the owner wants it",
        text: expect.stringMatching(/^goes from shadow to off in .*a\.yaml:5$/) as string,
      },
    ]);
  });

  test("says of a rule that is off what it was before, and makes it that again", async () => {
    const world = await startWritingWorld({ rules: RULES.replace("shadow   #", "{ canary: 25% }   #") });
    await (await world.decide("kind=disable&rule=quiet")).send();
    const page = await (await world.ask("/rules/quiet", { headers: { accept: "text/html" } })).text();
    const on = await world.decide("kind=enable&rule=quiet");

    const again = await world.decide("kind=enable&rule=quiet&canary=25");
    await again.send();

    expect(page).toContain("before it was turned off it was <strong>canary 25%</strong>");
    expect(page).toContain("Let it be canary 25%, as before");
    expect(on.plan).toContain("before it was off it was canary 25%, which it will not be again");
    expect(again.plan).not.toContain("will not be again");
    expect(world.read()).toContain("enabled: { canary: 25% }");
  });

  test("names the rule, and asks to tick what it does: texts only where it sends some", async () => {
    const texting =
      "  loud: { enabled: shadow, on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
    const world = await startWritingWorld({ rules: `${RULES.split("  loud")[0] ?? ""}${texting}\n` });

    const silent = await world.decide("kind=enable&rule=quiet");
    const loud = await world.decide("kind=enable&rule=loud");

    expect(silent.plan).toContain("Changes the file of rule quiet.");
    expect(silent.plan).toContain("It sends no texts; whatever else it does");
    expect(loud.plan).toContain("its texts go out from then on");
  });

  test("counts the texts of rules that its events start", async () => {
    const raised = `  raise: { enabled: shadow, on: chat_closed, do: [{ emit: { event: custom.late } }] }
  answer: { on: custom.late, do: [{ send_message: { purpose: reply, text: Hi } }] }`;
    const world = await startWritingWorld({ rules: `${RULES.split("  loud")[0] ?? ""}${raised}\n` });

    const { plan } = await world.decide("kind=enable&rule=raise");

    expect(plan).toContain("its texts go out from then on");
    expect(plan).not.toContain("It sends no texts");
  });

  test("writes the key where there is none, in braces too", async () => {
    const world = await startWritingWorld();

    await (await world.decide("kind=disable&rule=loud")).send();

    expect(world.read()).toBe(RULES.replace("loud: { on", "loud: { enabled: false, on"));
    expect(stateOf(world, "loud")).toBe("off");
  });

  test("does nothing when the file has changed since the page was shown, and shows the new plan", async () => {
    const world = await startWritingWorld();
    const { send } = await world.decide("kind=disable&rule=quiet");
    const theirs = RULES.replace("# Prices", "# Prices of ours");
    writeFileSync(world.file, theirs);

    const { status, html } = await send();

    expect(status).toBe(409);
    expect(html).toContain("it has come to something else meanwhile");
    expect(world.read()).toBe(theirs);
    expect(await auditOf(world)).toEqual([]);
  });

  test("does nothing without a reason, or without the tick of what reaches people", async () => {
    const world = await startWritingWorld();

    const noReason = await (await world.decide("kind=disable&rule=quiet", { reason: " " })).send();
    const noTick = await (await world.decide("kind=enable&rule=quiet", { sure: "" })).send();

    expect([noReason.status, noTick.status]).toEqual([422, 422]);
    expect(world.read()).toBe(RULES);
  });

  test("takes nothing of who may only look, and no form without its token", async () => {
    const world = await startWritingWorld();
    const reader = await cookieOf(world.url, READ_TOKEN, "Rita");
    const body = new URLSearchParams({ seen: "x", reason: "x", sure: "yes" });
    const send = (cookie?: string) =>
      world.ask("/decide?kind=disable&rule=quiet", {
        method: "POST",
        body,
        headers: cookie === undefined ? {} : { cookie },
      });

    const statuses = [(await send(reader)).status, (await send()).status];

    expect(statuses).toEqual([403, 403]);
    expect(world.read()).toBe(RULES);
  });

  test("tells what else was changed in the files and comes into force with it", async () => {
    const world = await startWritingWorld();
    writeFileSync(world.file, RULES.replace("# no comment", "other words"));

    const { plan } = await world.decide("kind=disable&rule=quiet");

    expect(plan).toContain("comes into force with it: loud");
  });

  test("names the place of what keeps the files from loading, and writes nothing", async () => {
    const world = await startWritingWorld();
    const broken = RULES.replace("[{ log: hi }]", "*elsewhere");
    writeFileSync(world.file, broken);

    const { plan } = await world.decide("kind=disable&rule=quiet");

    expect(plan).toMatch(/stays as it is: the files have errors as they are: .*a\.yaml:7:9: /);
    expect(world.read()).toBe(broken);
  });

  test.each(["../../etc/passwd", "heyrules:tell", "quiet/../loud", "__proto__"])("knows no rule %s", async (id) => {
    const world = await startWritingWorld();

    const { plan } = await world.decide(new URLSearchParams({ kind: "disable", rule: id }).toString());

    expect(plan).toContain("There is no rule");
    expect(world.read()).toBe(RULES);
  });
});

test("an engine that may not write rule files says which setting permits it", async () => {
  const world = await startWritingWorld({ config: CONFIG.replace("admin: { write: rules }\n", "") });
  const page = await (await world.ask("/rules/quiet", { headers: { accept: "text/html" } })).text();

  const { plan, send } = await world.decide("kind=disable&rule=quiet");
  await send();

  expect(page).toContain("enabled: false");
  expect(page).toContain("admin: { write: rules }");
  expect(page).not.toContain("kind=disable");
  expect(plan).toContain("this engine may not write rule files");
  expect(world.read()).toBe(RULES);
});

describe("by the API and by commands with --url", () => {
  const operate = async (world: AdminWorld, body: object, token = OPERATE_TOKEN) => {
    const response = await fetch(`${world.url}/api/v1/operations`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ by: "script", reason: "as agreed", ...body }),
    });
    return {
      status: response.status,
      answer: (await response.json()) as {
        readonly done: number;
        readonly items: readonly { readonly refused: string | null; readonly fileChange?: { readonly seen: string } }[];
      },
    };
  };

  test("a change is planned, and done to the file as it was planned on", async () => {
    const world = await startWritingWorld();
    const operation = { kind: "promote", ruleId: "quiet", canary: 25 };
    const plan = await operate(world, { operation, isPlan: true }, READ_TOKEN);
    const seen = plan.answer.items[0]?.fileChange?.seen;

    const reader = await operate(world, { operation: { ...operation, seen }, isPlan: false }, READ_TOKEN);
    const other = await operate(world, { operation: { ...operation, seen: "0".repeat(64) }, isPlan: false });
    const done = await operate(world, { operation: { ...operation, seen }, isPlan: false });

    expect([reader.status, other.answer.done, done.answer.done]).toEqual([403, 0, 1]);
    expect(other.answer.items[0]?.refused).toContain("has changed since it was looked at");
    expect(world.read()).toBe(RULES.replace("enabled: shadow", "enabled: { canary: 25% }"));
    expect(await auditOf(world)).toMatchObject([
      { by: "API: script", deed: "promote", text: expect.stringContaining("from shadow to canary 25%") as string },
    ]);
  });

  test("two at once: one change is made, the other is told", async () => {
    const world = await startWritingWorld();
    const both = ["disable", "enable"].map((kind) =>
      operate(world, { operation: { kind, ruleId: "quiet" }, isPlan: false }),
    );

    const done = (await Promise.all(both)).map(({ answer }) => answer.done);

    const asDisabled = RULES.replace("enabled: shadow", "enabled: false");
    const asEnabled = RULES.replace("enabled: shadow", "enabled: true");
    expect(done.filter((count) => count === 1).length).toBeGreaterThan(0);
    expect([asDisabled, asEnabled]).toContain(world.read());
    expect(stateOf(world, "quiet")).toBe(world.read() === asEnabled ? "on" : "off");
  });

  test("a file that cannot be written stays; the plan says so already, and the audit has nothing of it", async () => {
    const world = await startWritingWorld();
    const operation = { kind: "disable", ruleId: "quiet" };
    writeFileSync(join(world.file, "..", ".partial-a.yaml"), "");

    const plan = await operate(world, { operation, isPlan: true });
    const { answer } = await operate(world, { operation, isPlan: false });

    expect(plan.answer).toMatchObject({ done: 0, items: [{ refused: answer.items[0]?.refused }] });
    expect(answer.items[0]?.refused).toContain("another change is under way");
    expect(world.read()).toBe(RULES);
    expect(await auditOf(world)).toEqual([]);
  });

  test("a file that is a link out of the folder of rules is not promised to change", async () => {
    const world = await startWritingWorld();
    const elsewhere = join(makeTemporaryFolder(), "b.yaml");
    renameSync(world.file, elsewhere);
    symlinkSync(elsewhere, world.file);

    const { answer } = await operate(world, { operation: { kind: "disable", ruleId: "quiet" }, isPlan: true });

    expect(answer).toMatchObject({
      done: 0,
      items: [{ refused: expect.stringContaining("it is a link to") as string }],
    });
  });

  test("what fails only when it is written is told in the audit beside what was to be", async () => {
    const world = await startWritingWorld({ failsAtWriting: true });

    const { answer } = await operate(world, { operation: { kind: "disable", ruleId: "quiet" }, isPlan: false });

    expect(answer.items[0]?.refused).toContain("stays as it is");
    expect((await auditOf(world)).map(({ text }) => text)).toEqual([
      expect.stringContaining("stays shadow, it was not done: "),
      expect.stringContaining("goes from shadow to off"),
    ]);
  });

  test("the command shows the change, does it with --yes, and names who in the audit", async () => {
    const world = await startWritingWorld();
    const remote = (...args: readonly string[]) =>
      runCommand(["--config", "nowhere/heyrules.yaml", "--url", world.url, ...args], {
        HEYRULES_ADMIN_TOKEN: OPERATE_TOKEN,
      });

    const plan = await remote("rules", "enable", "quiet");
    const done = await remote("rules", "enable", "quiet", "--yes", "--reason", "tried for a week", "--as", "Ada");

    expect([plan.code, done.code]).toEqual([2, 0]);
    expect(plan.out).toContain("+    enabled: true   # since Monday");
    expect(done.out).toContain("✓ rule quiet went from shadow to on");
    expect(stateOf(world, "quiet")).toBe("on");
    expect(await auditOf(world)).toMatchObject([{ by: "API: Ada", deed: "enable", reason: "tried for a week" }]);
  });
});
