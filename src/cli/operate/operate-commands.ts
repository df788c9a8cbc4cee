import { Option } from "commander";
import type { Command } from "commander";
import { AUDIT_KINDS } from "../../core/model/decision.ts";
import { createChoice } from "../choice.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import { addStageCommands } from "../promote/stage-commands.ts";
import { addApprovals } from "./approval-commands.ts";
import type { WishOptions } from "./carry-out.ts";
import type { ContactsQuery } from "./contacts.ts";
import type { AuditLsOptions } from "./audit.ts";
import type { ReplayOptions, ResolveOptions, ResumeOptions } from "./operate.ts";
import type { DeadQuery } from "./dead.ts";
import type { ScopeOptions } from "./pausing.ts";
import type { SelectionOptions } from "./selection.ts";
import { LIMIT_OPTION, readLimit, STORE_OPTION } from "../read/read-commands.ts";

/** Adds the commands by which a person changes what is stored: each says what it would do, asks, and is kept in the audit. */
export function addOperateCommands(program: Command, parts: ProgramParts): void {
  addToEvents(commandOf(program, "events"), parts);
  addToRuns(commandOf(program, "runs"), parts);
  addStageCommands(commandOf(program, "rules"), parts);
  addDead(
    program.command("dead").description("look at what failed or is parked, and have it done again or dropped"),
    parts,
  );
  addApprovals(
    program.command("approvals").description("look at texts that wait for a person, and let them go out or not"),
    { ...parts, asWish },
  );
  addContacts(program.command("contacts").description("look at who may be texted, and release who is held"), parts);
  addPausing(program, parts);
  addAudit(program, parts);
  addDashboard(program, parts);
}

function addDashboard(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("dashboard")
    .description("print an address that lets you into the dashboard of the running engine, once")
    .option(...STORE_OPTION)
    .action(async (options: { readonly store?: string }) => {
      const { printDashboardLink } = await import("./dashboard.ts");
      finish(await printDashboardLink(context, globals(), options));
    });
}

function commandOf(program: Command, name: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  if (found === undefined) throw new Error(`there is no command ${name}`);
  return found;
}

function asWish(command: Command): Command {
  return command
    .option("--yes", "do it without asking", false)
    .option("--reason <text>", "why, for the audit")
    .option("--as <name>", "who you are, for the audit; else the user of this machine")
    .option("--store <url>", "change this store, such as sqlite:./data/heyrules.db");
}

function asSelection(command: Command): Command {
  return asWish(command)
    .option("--rule <id>", "all of this rule")
    .option("--since <time>", "all made since: 2h, today, yesterday, 2026-03-01, or a time with its zone");
}

const OVERTAKEN_OPTION = [
  "--overtaken",
  "also an event whose contact says something else by now, such as an opt-out before an opt-in",
  false,
] as const;

function addToEvents(events: Command, { context, globals, finish }: ProgramParts): void {
  asWish(events.command("replay"))
    .description("have events evaluated again by the rules in force, each as an event of its own")
    .argument("<ids...>", "ids of events, or enough of their start or end")
    .option("--rule <id>", "only by this rule")
    .option(...OVERTAKEN_OPTION)
    .option("--again", "also an event that was replayed for the same rules within a minute, or still is", false)
    .action(async (ids: readonly string[], options: ReplayOptions) => {
      const { replay } = await import("./operate.ts");
      finish(await replay(context, globals(), { ids, ...options }));
    });
}

function addToRuns(runs: Command, { context, globals, finish }: ProgramParts): void {
  asWish(runs.command("retry"))
    .description("have runs that failed do the failed step again, with the same idempotency key")
    .argument("<ids...>", "ids of runs, or enough of their start or end")
    .option(...OVERTAKEN_OPTION)
    .action(async (ids: readonly string[], options: WishOptions & SelectionOptions) => {
      const { treatMany } = await import("./operate.ts");
      finish(await treatMany(context, globals(), { kind: "retry", takes: "runs", ids, ...options }));
    });
  asWish(runs.command("resume"))
    .description("have a run that failed or is parked go on behind the failed step")
    .argument("<id>", "id of the run, or enough of its start or end")
    .option("--from <step>", "at this step instead: its id, or its place such as do/1")
    .option("--on-new-version", "by the rule as it is in force now, as a run of its own", false)
    .option(...OVERTAKEN_OPTION)
    .action(async (id: string, options: ResumeOptions) => {
      const { resume } = await import("./operate.ts");
      finish(await resume(context, globals(), { id, ...options }));
    });
  asSelection(runs.command("cancel"))
    .description("end runs that have not ended; what they have not sent is never sent")
    .argument("[ids...]", "ids of runs, or enough of their start or end")
    .option("--if <condition>", "all whose data fulfil this, as rules write it: 'text: { words: [price] }'")
    .option("--all", "all of them", false)
    .action(async (ids: readonly string[], options: WishOptions & SelectionOptions) => {
      const { treatMany } = await import("./operate.ts");
      finish(await treatMany(context, globals(), { kind: "cancel", takes: "runs", ids, ...options }));
    });
}

function addDead(dead: Command, { context, globals, finish }: ProgramParts): void {
  dead
    .command("ls")
    .description("count what failed or is parked, by rule and reason, with the newest of each")
    .option("--rule <id>", "only of this rule")
    .option("--since <time>", "only made since: 2h, today, yesterday, 2026-03-01, or a time with its zone")
    .option(...STORE_OPTION)
    .action(async (options: DeadQuery) => {
      const { listDead } = await import("./dead.ts");
      finish(await listDead(context, globals(), options));
    });
  dead
    .command("show")
    .description("show one run or event that failed or is parked")
    .argument("<id>", "its id, or enough of its start or end")
    .option(...STORE_OPTION)
    .action(async (id: string, options: { readonly store?: string }) => {
      const { showDead } = await import("./dead.ts");
      finish(await showDead(context, globals(), { id, ...options }));
    });
  for (const [kind, what] of [
    ["retry", "have the failed steps done again, and parked events evaluated again"],
    ["drop", "leave it at that: nobody needs to look at them any more"],
  ] as const) {
    const command = asSelection(dead.command(kind));
    if (kind === "retry") command.option(...OVERTAKEN_OPTION);
    command
      .description(what)
      .argument("[ids...]", "ids of runs or events, or enough of their start or end")
      .option("--code <code>", "all that failed with this code")
      .option("--connection <name>", "all that failed at this connection; heymarket is one")
      .addOption(createChoice("--only <kind>", "only runs, or only parked events", ["runs", "events"]))
      .option("--all", "all of them", false)
      .action(async (ids: readonly string[], options: WishOptions & SelectionOptions) => {
        const { treatMany } = await import("./operate.ts");
        finish(await treatMany(context, globals(), { kind, takes: "runs and events", ids, ...options }));
      });
  }
  asWish(dead.command("resolve"))
    .description("say whether a text went out of which the engine could not find out; its run goes on")
    .argument("<id>", "id of the run, or enough of its start or end")
    .option("--sent", "it went out: the run goes on behind it", false)
    .option("--not-sent", "it did not: it is sent once more, if the send gate still lets it", false)
    .action(async (id: string, options: ResolveOptions) => {
      const { resolve } = await import("./operate.ts");
      finish(await resolve(context, globals(), { id, ...options }));
    });
}

function addContacts(contacts: Command, { context, globals, finish }: ProgramParts): void {
  contacts
    .command("ls")
    .description("list contacts that opted out, are held or opted in; numbers are masked")
    .addOption(createChoice("--state <state>", "only these", ["out", "held", "in"]))
    .addOption(new Option("--held", "the same as --state held").implies({ state: "held" }))
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async (options: ContactsQuery) => {
      const { listContacts } = await import("./contacts.ts");
      finish(await listContacts(context, globals(), options));
    });
  contacts
    .command("show")
    .description("show what is known of a contact, with the newest events")
    .argument(
      "<number>",
      "with country code, such as +15105550100, or as your country writes it; its last digits or a name will do",
    )
    .option(...STORE_OPTION)
    .action(async (number: string, options: { readonly store?: string }) => {
      const { showContact } = await import("./contacts.ts");
      finish(await showContact(context, globals(), { number, ...options }));
    });
  for (const [kind, what] of [
    ["release", "let rules text a contact again who was held; an opt-out stays in force"],
    ["erase", "delete everything stored of a contact but what forbids texting them"],
  ] as const) {
    asWish(contacts.command(kind))
      .description(what)
      .argument("<number>", "a number, such as +15105550100, or the id of an event of the contact")
      .action(async (number: string, options: WishOptions) => {
        const { changeContact } = await import("./contacts.ts");
        finish(await changeContact(context, globals(), { kind, number, ...options }));
      });
  }
}

function addPausing(program: Command, { context, globals, finish }: ProgramParts): void {
  for (const [kind, what] of [
    ["pause", "let nothing go out until resume; events are received and evaluated all the same"],
    ["resume", "let go out again what was paused"],
  ] as const) {
    asWish(program.command(kind))
      .description(what)
      .option("--rule <id>", "only what this rule does")
      .option("--connection <name>", "only what goes to this connection; heymarket is one")
      .addOption(
        createChoice("--purpose <purpose>", "only texts of this purpose", [
          "reply",
          "service",
          "marketing",
          "internal",
        ]),
      )
      .action(async (options: ScopeOptions) => {
        const { pauseOrResume } = await import("./pausing.ts");
        finish(await pauseOrResume(context, globals(), { kind, ...options }));
      });
  }
}

function addAudit(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("audit")
    .description("look at what people did to what is stored")
    .command("ls")
    .description("list the newest: who did what, when and why")
    .addOption(createChoice("--kind <kind>", "only what was done to such a thing", [...AUDIT_KINDS]))
    .option("--target <id>", "only what was done to this: an id, or the last four digits of a contact")
    .option("--by <name>", "only what was done by whom is called so")
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async (options: AuditLsOptions) => {
      const { listAudit } = await import("./audit.ts");
      finish(await listAudit(context, globals(), options));
    });
}
