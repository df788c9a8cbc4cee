import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createOwnProcesses } from "../../src/app/playground/own-process.ts";
import type { OwnProcesses } from "../../src/app/playground/own-process.ts";
import { createPlayground } from "../../src/app/playground/playground.ts";
import { openReadOnlyStore } from "../../src/app/store/kept-store.ts";
import { loadProject } from "../../src/cli/project.ts";
import { loadRuleSources } from "../../src/compile/load.ts";
import { SYSTEM_CLOCK } from "../../src/system.ts";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { MAIN } from "../helpers/program.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { TestProject } from "../helpers/project.ts";
import { makeProject, RULES } from "../helpers/project.ts";

const COMMAND = "playground-work";
const opened: OwnProcesses[] = [];
const CHANGED = RULES.replace("words: [price, quote]", "words: [price, quote, cost]").replace(
  "our list",
  "our new list",
);
/** With a rule whose runs fail. */
const FAILING = `${CHANGED}
  greet:
    on: message_recieved
    if: { text: { contains: hello } }
    do: [{ send_message: { purpose: reply, text: "Hello {{ contact.custom.nick }}." } }]
`;
const EXAMPLE = { kind: "example", type: "message_recieved", text: "what is the price?", at: null } as const;
const parts = () => ({ signal: new AbortController().signal, told: () => undefined });

afterEach(() => {
  for (const processes of opened.splice(0)) processes.close();
});

function openProcesses(): OwnProcesses {
  const processes = createOwnProcesses(COMMAND, { most: 3, main: MAIN });
  opened.push(processes);
  return processes;
}

/** The playground beside an engine on a file, which took these texts. */
async function playgroundBeside(project: TestProject, texts: readonly string[], limitMs?: number) {
  const engine = await startTestEngine(project);
  for (const [index, text] of texts.entries())
    await engine.receive("message_recieved", textData(text, { phone: `1500555010${index}` }));
  const globals = { config: join(project.folder, "heyrules.yaml"), rules: join(project.folder, "rules") };
  const { config, rules } = await loadProject({ environment: {} }, globals, { requireSecrets: false });
  if (config === null) throw new Error("the configuration of the test does not load");
  const store = await openReadOnlyStore(project.store);
  onTestFinished(() => store.close());
  const processes = openProcesses();
  const limited: Pick<OwnProcesses, "run"> = {
    run: (work, limits) => processes.run(work, limitMs === undefined ? limits : { ...limits, limitMs }),
  };
  return createPlayground({
    ...{ store, storeUrl: project.store, clock: SYSTEM_CLOCK },
    processes: { trials: limited, backtests: limited },
    inForce: () => ({ rules, settings: config.settings }),
    ruleFiles: () => loadRuleSources(globals.rules),
    eventsMs: () => config.retention.eventsMs,
  });
}

test("beside an engine that runs, a backtest counts what heyrules simulate counts on the same store", async () => {
  const project = makeProject();
  const playground = await playgroundBeside(project, [
    "what is the price?",
    "urgent quote",
    "what does it cost?",
    "hello",
  ]);
  const draft = { yaml: FAILING, file: null };

  const { result } = await playground.backtest(draft, { days: 7, events: 1_000 }, parts());
  const changed = join(project.folder, "changed");
  mkdirSync(changed);
  writeFileSync(join(changed, "rules.yaml"), FAILING);
  const diff = ["--diff", join(project.folder, "rules"), "--since", "7d"];
  const simulated = JSON.parse((await project.run("--rules", changed, "simulate", ...diff, "--json")).out) as Simulated;

  expect(result?.events).toBe(simulated.events);
  expect(result?.rules.filter(({ rule }) => rule === "answer-price").map(({ after }) => after.sent)).toEqual(
    simulated.rules.filter(({ rule }) => rule === "answer-price").map(({ sent }) => sent),
  );
  // The run of the rule that fails fires newly, and texts nobody.
  expect([result?.newly.count, result?.noLonger.count, result?.changed.count]).toEqual([
    simulated.changes.added.length + simulated.failed,
    simulated.changes.removed.length,
    simulated.changes.changed.length,
  ]);
  expect(result?.changed.count).toBe(1);
  expect(simulated.failed).toBe(1);
  expect(result?.total.after.failed).toBe(simulated.failed);
  const told = result?.failures.rows.map(({ kind, rule, step, code, message, count, eventId: event }) => {
    return { kind, rule, step, code, message, count, event };
  });
  expect(told).toEqual(simulated.failures);
  expect(simulated.failures).toMatchObject([{ rule: "greet", step: "do/0", code: "not_renderable", count: 1 }]);
});

test("a backtest of a draft in shadow tells what it would have done if it were on", async () => {
  const playground = await playgroundBeside(makeProject(), ["what is the price?", "what does it cost?"]);
  const shadow = CHANGED.replace("  answer-price:\n", "  answer-price:\n    enabled: shadow\n");
  const asked = { days: 7, events: 1_000 };

  const on = await playground.backtest({ yaml: CHANGED, file: null }, asked, parts());
  const inShadow = await playground.backtest({ yaml: shadow, file: null }, asked, parts());

  expect(shadow).not.toBe(CHANGED);
  expect(on.result?.total.after.sent).toBe(2);
  expect(inShadow.result?.total.after).toEqual(on.result?.total.after);
});

interface Simulated {
  readonly events: number;
  readonly failed: number;
  readonly failures: readonly object[];
  readonly rules: readonly { readonly rule: string; readonly sent: number }[];
  readonly changes: Readonly<Record<"added" | "removed" | "changed", readonly unknown[]>>;
}

test("a draft that is anything but a rule file is told as findings, however large or deep", async () => {
  const playground = await playgroundBeside(makeProject(), []);
  const hostile = [
    "[".repeat(100_000),
    `a: &a [x]\nb: [${"*a,".repeat(20_000)}]`,
    `rules: { x: { on: message_recieved, if: { text: { matches: "(a+)+$${"(b+)+".repeat(5_000)}" } } } }`,
    "\u0000".repeat(100_000),
    "x: ".repeat(60_000),
  ];

  const trials = [];
  for (const yaml of hostile) trials.push(await playground.tryDraft({ yaml, file: null }, EXAMPLE));

  for (const { problem, result, draft } of trials) {
    expect(result).toBeNull();
    expect(problem !== null || draft.errors > 0).toBe(true);
  }
});

test("a draft that takes too long is ended with its process, and the next one gets another", async () => {
  const everyMinute = `version: 1
rules:
  often:
    on: { schedule: "* * * * *" }
    do:
      - http: { connection: crm, method: POST, path: /ping }
`;
  const project = makeProject();
  const hurried = await playgroundBeside(project, [], 1);
  const patient = await playgroundBeside(makeProject(), []);

  const late = await hurried.tryDraft({ yaml: everyMinute, file: null }, EXAMPLE);
  const next = await patient.tryDraft({ yaml: CHANGED, file: null }, EXAMPLE);

  expect([late.problem, late.result]).toEqual(["It was ended after 0 s, which is as long as it may take.", null]);
  expect([next.problem, next.result?.outcomes.map(({ outcome }) => outcome)]).toEqual([
    null,
    ["fired", "not_considered"],
  ]);
});

test("work that is cancelled is ended, and what is no work is a problem", async () => {
  const processes = openProcesses();
  const abort = new AbortController();

  const cancelling = processes.run({ kind: "nothing" }, { limitMs: 60_000, signal: abort.signal });
  abort.abort();

  expect(await cancelling).toEqual({ problem: "It was cancelled." });
  expect(await processes.run({ kind: "nothing" }, { limitMs: 60_000 })).toHaveProperty("problem");
});

test("a program that cannot be started is a problem of the trial and of nothing else", async () => {
  const processes = createOwnProcesses(COMMAND, { most: 3, main: "/nowhere/main.js" });
  opened.push(processes);

  const came = await processes.run({ kind: "trial" }, { limitMs: 60_000 });

  expect(came).toHaveProperty("problem");
});

test("such a process knows no variable of the engine but what it runs by and what the store needs", async () => {
  const folder = makeTemporaryFolder();
  const main = join(folder, "tells-its-environment.mjs");
  writeFileSync(
    main,
    'process.on("message", () => process.send({ kind: "ended", answer: Object.keys(process.env) }));',
  );
  vi.stubEnv("HEYMARKET_API_SECRET_KEY", "a-secret");
  vi.stubEnv("NODE_OPTIONS", "--no-warnings");
  vi.stubEnv("PGAPPNAME", "heyrules");
  const processes = createOwnProcesses(COMMAND, { most: 1, main });
  opened.push(processes);

  const came = await processes.run({ kind: "nothing" }, { limitMs: 60_000 });
  vi.unstubAllEnvs();

  const { answer } = came as { readonly answer: readonly string[] };
  expect(answer).toEqual(expect.arrayContaining(["PATH", "PGAPPNAME"]));
  expect(answer.filter((name) => /^(?:HEYMARKET|HEYRULES|CRM|NODE_OPTIONS)/.test(name))).toEqual([]);
});

test("more work at once than a few is refused", async () => {
  const processes = openProcesses();
  const abort = new AbortController();
  const limits = { limitMs: 60_000, signal: abort.signal };

  const underWay = [1, 2, 3].map(() => processes.run({ kind: "backtest" }, limits));
  const refused = await processes.run({ kind: "backtest" }, limits);
  abort.abort();
  await Promise.all(underWay);

  expect(refused).toEqual({ problem: "Others are trying drafts just now: try again in a moment." });
});
