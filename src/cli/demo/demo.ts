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
import { printable } from "../../show/text/printable.ts";

/**
 * `heyrules demo`: the main job on real HTTP against fakes on this machine, told step by step. Exit code 1 when one of
 * the checks does not hold.
 */
export async function runDemo(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly keep: boolean },
): Promise<ExitCode> {
  const startedAt = performance.now();
  const told: CliContext = globals.json ? { ...context, out: () => undefined } : context;
  const world = await createDemoWorld(context);
  const results: { readonly step: string; readonly checks: readonly Check[] }[] = [];
  try {
    introduce(told, world);
    for (const [index, step] of createDemoSteps(world).entries()) {
      told.out(`\n${context.style.bold(`${index + 1}. ${step.title}`)}`);
      results.push({ step: step.title, checks: await takeStep(told, world, step) });
    }
  } finally {
    await world.close(options);
  }
  const checks = results.flatMap((result) => result.checks);
  const failed = checks.filter(({ holds }) => !holds).length;
  const ms = Math.round(performance.now() - startedAt);
  if (globals.json) printJson(context, "demo", { passed: checks.length - failed, failed, ms, steps: results });
  told.out(`\n${checks.length - failed} of ${checks.length} checks hold, in ${(ms / 1_000).toFixed(1)} s.`);
  const command = ownCommand();
  if (failed === 0)
    told.out(
      `Next: \`${command} init ../my-rules\` writes a project with these rules, to be made yours; \`dev\` in it prints a link into the dashboard.`,
    );
  else context.note(`The demo runs ${world.project}, which is part of the program: was it changed?`);
  if (options.keep) context.note(`The store is kept. To look at it:\n  ${command} events ls --store ${world.store}`);
  return failed === 0 ? EXIT.ok : EXIT.checkFailed;
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
