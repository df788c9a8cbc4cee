import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pico from "picocolors";
import { runCli } from "../../src/cli/program.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

/** A project on disk and the commands of heyrules run in it. */
export interface TestProject {
  readonly folder: string;
  /** URL of its SQLite store, which does not exist yet. */
  readonly store: string;
  /** Runs one command line in this process. */
  readonly run: (...args: readonly string[]) => Promise<CommandResult>;
  /** The same on a terminal of so many columns. */
  readonly runOn: (columns: number, ...args: readonly string[]) => Promise<CommandResult>;
  /** The same with somebody at the terminal who answers every question so. */
  readonly runAsked: (answer: string, ...args: readonly string[]) => Promise<CommandResult>;
}

/** What a command did. */
export interface CommandResult {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** Configuration of {@link makeProject}. */
export const CONFIG = `version: 1
timezone: America/New_York
org: { name: Acme Dental }
heymarket: { sender: 55 }
inboxes: { support: 101, sales: 102 }
connections:
  crm: { base_url: "https://crm.example.com/api", auth: { bearer: "\${CRM_TOKEN}" } }
`;

/** Rules of {@link makeProject}. */
export const RULES = `version: 1
rules:
  answer-price:
    name: Answer questions about prices
    on: { event: message_recieved, inbox: support }
    if:
      - text: { words: [price, quote] }
      - not: { text: { contains: urgent } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Hi {{ contact.name | default: 'there' }}, see our list." }
    tests:
      - name: a price question is answered
        now: 2026-03-10T09:00:00-05:00
        events: [{ event: message_recieved, inbox: support, text: "what is the price?" }]
        expect: [{ send_message: { text: { contains: "our list" } } }]
  push-opt-out:
    on: target_opt_out
    priority: 5
    do:
      - id: push
        http:
          connection: crm
          method: PUT
          path: "/consent/{{ contact.phone | url_encode }}?api_key=canary-query"
          headers: { X-Signature: canary-header }
          json: { consented: false, access_token: canary-json }
        retry: { backoff: 1h }
`;

/** What a project consists of; `rules` maps file names to their text. */
interface ProjectFiles {
  readonly config?: string;
  readonly rules?: Readonly<Record<string, string>>;
}

/** Writes a project into a folder of its own, which goes with the test. */
export function makeProject(files: ProjectFiles = {}): TestProject {
  const folder = makeTemporaryFolder();
  const store = `sqlite:${join(folder, "heyrules.db")}`;
  writeProject(folder, files);
  const project = ["--config", join(folder, "heyrules.yaml"), "--rules", join(folder, "rules")];
  const environment = { HEYRULES_STORE: store };
  return {
    ...{ folder, store },
    run: (...args) => runCommand([...project, ...args], environment),
    runOn: (columns, ...args) => runCommand([...project, ...args], environment, columns),
    runAsked: (answer, ...args) => runCommand([...project, ...args], environment, null, answer),
  };
}

/** Writes the files of a project into an empty folder. */
export function writeProject(
  folder: string,
  { config = CONFIG, rules = { "rules.yaml": RULES } }: ProjectFiles = {},
): void {
  writeFileSync(join(folder, "heyrules.yaml"), config);
  mkdirSync(join(folder, "rules"));
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(folder, "rules", name), text);
}

/** Runs one command line in this process, with nothing but the given environment, on no terminal unless it has a width. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  columns: number | null = null,
  answer: string | null = null,
): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    environment,
    style: pico.createColors(false),
    columns,
    ask: answer === null ? null : (question) => Promise.resolve(err.push(question)).then(() => answer),
    out: (text) => out.push(text),
    note: (text) => err.push(text),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
