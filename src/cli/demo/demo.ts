import { join } from "node:path";
import { ownValue } from "../../core/base/json.ts";
import type { Exchange } from "../../app/sandbox.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import type { Check, DemoStep } from "./demo-steps.ts";
import { createDemoSteps } from "./demo-steps.ts";
import type { Delivery, DemoWorld } from "./demo-world.ts";
import { createDemoWorld } from "./demo-world.ts";
import { formatEvaluation } from "../../show/records/explain/explain.ts";
import { formatExchange } from "./format-exchange.ts";
import { ownCommand } from "../own-command.ts";
import { untilSignal } from "../start/until-signal.ts";
import { printable } from "../../show/text/printable.ts";

/** Options of `demo`, as written. */
export interface DemoOptions {
  /** Whether it goes on after the last step, for who wants to look around. */
  readonly stay: boolean;
  readonly keep: boolean;
}

/**
 * `heyrules demo`: the main job on real HTTP against fakes on this machine, told step by step. Exit code 1 when one of
 * the checks does not hold.
 */
export async function runDemo(context: CliContext, globals: GlobalOptions, options: DemoOptions): Promise<ExitCode> {
  const startedAt = performance.now();
  const told: CliContext = globals.json ? { ...context, out: () => undefined } : context;
  const world = await createDemoWorld(context);
  const results: StepResult[] = [];
  try {
    introduce(told, world);
    for (const [index, step] of createDemoSteps(world).entries()) {
      told.out(`\n${context.style.bold(`${index + 1}. ${step.title}`)}`);
      results.push({ step: step.title, checks: await takeStep(told, world, step) });
    }
    sumUp(context, { results, world, ms: Math.round(performance.now() - startedAt), isJson: globals.json });
    if (options.stay) await stay(context, world);
  } finally {
    await world.close(options);
  }
  if (options.keep)
    context.note(`The store is kept. To look at it:\n  ${ownCommand()} events ls --store ${world.store}`);
  return failuresOf(results) === 0 ? EXIT.ok : EXIT.checkFailed;
}

interface StepResult {
  readonly step: string;
  readonly checks: readonly Check[];
}

function failuresOf(results: readonly StepResult[]): number {
  return results.flatMap(({ checks }) => checks).filter(({ holds }) => !holds).length;
}

function sumUp(
  context: CliContext,
  {
    results,
    world,
    ms,
    isJson,
  }: {
    readonly results: readonly StepResult[];
    readonly world: DemoWorld;
    readonly ms: number;
    readonly isJson: boolean;
  },
): void {
  const failed = failuresOf(results);
  const passed = results.flatMap(({ checks }) => checks).length - failed;
  if (isJson) printJson(context, "demo", { passed, failed, ms, steps: results });
  else context.out(`\n${passed} of ${passed + failed} checks hold, in ${(ms / 1_000).toFixed(1)} s.`);
  if (failed > 0) context.note(`The demo runs ${world.project}, which is part of the program: was it changed?`);
  else if (!isJson) context.out(`Next: \`${ownCommand()} init ../my-rules\` ${NEXT}`);
}

const NEXT = "writes a project with these rules, to be made yours; `dev` in it prints a link into the dashboard.";

/** Goes on until somebody ends it, so that one can look at what has happened. */
async function stay(context: CliContext, { engine }: DemoWorld): Promise<void> {
  if (engine.admin !== null) context.note(`  dashboard       ${engine.admin.loginUrl("operate")} (lets you in once)`);
  context.note("It goes on until Ctrl-C, with the fakes.");
  await untilSignal(() => {
    context.note("ended at once");
  });
}

function introduce(context: CliContext, { engine, sandbox, rules, folder, project }: DemoWorld): void {
  context.out(
    "heyrules demo: a fake Heymarket and a fake CRM on this machine, and a real engine between them on real HTTP.",
  );
  context.out(
    "Nothing leaves the machine. For the demo every calendar is closed all of today, so that the hour does not matter.",
  );
  context.out("");
  context.out(`  rules           ${join(project, "rules")}: ${rules.map(({ id }) => id).join(", ")}`);
  context.out(`  engine          ${engine.url}, store ${folder}`);
  context.out(`  fake Heymarket  ${sandbox.heymarket.url}`);
  context.out(`  fake CRM        ${sandbox.crm.url}`);
}

async function takeStep(context: CliContext, world: DemoWorld, step: DemoStep): Promise<readonly Check[]> {
  const { style } = context;
  const out = (text: string): void => {
    context.out(`   ${text}`);
  };
  const seen = await world.deliver(step.bodies());
  for (const delivery of seen.deliveries) {
    for (const line of describeDelivery(context, world, delivery)) out(line);
  }
  for (const line of describeRequests("fake Heymarket", seen.heymarket)) out(style.dim(line));
  for (const line of describeRequests("fake CRM", seen.crm)) out(style.dim(line));
  const checks = await step.checks(seen);
  for (const { claim, holds } of checks) out(holds ? style.green(`✓ ${claim}`) : style.red(`✗ ${claim}`));
  return checks;
}

function describeDelivery(context: CliContext, world: DemoWorld, delivery: Delivery): readonly string[] {
  const { body, httpStatus, answer, eventId, outcome } = delivery;
  const type = ownValue(body, "type");
  const event = eventId === null ? "" : `, event ${eventId}`;
  const head = `posted ${typeof type === "string" ? type : "a body"} → ${httpStatus} ${printable(answer)}${event}`;
  if (outcome === null || answer !== "accepted") return [head];
  const { rules, settings } = world;
  const evaluated = [outcome, ...outcome.told];
  return [
    head,
    ...evaluated.flatMap((one) => formatEvaluation(context, { ...one, rules, settings, showsNumbers: true })),
  ];
}

function describeRequests(who: string, exchanges: readonly Exchange[]): readonly string[] {
  if (exchanges.length === 0) return [`${who} got nothing`];
  return [`${who} got`, ...exchanges.map((exchange) => `  ${formatExchange(exchange)}`)];
}
