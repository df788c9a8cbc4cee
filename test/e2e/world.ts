import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeCrm } from "../../src/sandbox/crm.ts";
import type { FakeCrm, FakeCrmOptions } from "../../src/sandbox/crm.ts";
import type { Exchange } from "../../src/sandbox/exchange.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../src/sandbox/heymarket.ts";
import type { CommandResult, EngineProcess, ProgramOptions } from "./program.ts";
import { runProgram, startProgram } from "./program.ts";

/** Verification token of every test; must never be seen in a log. */
export const TOKEN = "token-canary-51c2";
const SECRET = { secretId: "id-canary-9d1e", secretKey: "key-canary-07b4" };
const CRM_TOKEN = "crm-canary-e2a8";
/** Part of every text from a customer in these tests. */
export const TEXT_CANARY = "text-canary-77f0";
/** Strings and forms that must not be seen in what the engine writes: secrets, texts, phone numbers. */
export const CANARIES: readonly RegExp[] = [
  ...[TOKEN, SECRET.secretKey, CRM_TOKEN, TEXT_CANARY].map((text) => new RegExp(text)),
  /\b1[2-9]\d{2}55501\d{2}\b/,
];

const configOf = ({ rate = "450/min", sweep = "off", config = "" }: WorldOptions): string => `version: 1
timezone: America/New_York
heymarket: { sender: 55, rate: ${rate}, sweep: ${sweep} }
inboxes: { front_desk: 101 }
connections:
  crm:
    base_url: "\${CRM_URL}"
    auth: { bearer: "\${CRM_TOKEN}" }
    rate: 2000/s
${config}`;

/** What a world is to be like. */
export interface WorldOptions {
  readonly rules: string;
  /** The build of the program that is run; default that for tests. */
  readonly main?: string;
  /** URL of the store, given the folder of the project; default a SQLite file in it. */
  readonly storeUrl?: (folder: string) => string;
  /** What an engine believes that Heymarket allows. */
  readonly rate?: string;
  /** How often an engine looks for texts that no webhook has told; default never. */
  readonly sweep?: string;
  /** Further lines of the configuration, those of connections first. */
  readonly config?: string;
  /** Further variables of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The clock of Heymarket; default that of the machine. */
  readonly now?: () => number;
  /** The fake Heymarket sends a second message for a repeated `local_id` if nothing is said, so that no repeat stays hidden. */
  readonly heymarket?: Partial<Omit<FakeHeymarketOptions, "credentials" | "inboxes" | "webhook" | "now">>;
  readonly crm?: Pick<FakeCrmOptions, "behave">;
}

/** One project with its store, and the outside world it talks to, which outlives every engine. */
export interface World {
  readonly folder: string;
  /** Path of the SQLite file, unless another store was asked for. */
  readonly storePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly heymarket: FakeHeymarket;
  readonly crm: FakeCrm;
  /** Everything that was answered or cut so far, oldest first, however much it is. */
  readonly exchanges: { readonly heymarket: readonly Exchange[]; readonly crm: readonly Exchange[] };
  /** Starts the engine; it dies with the world at the latest. */
  readonly start: (options?: Partial<ProgramOptions>) => Promise<EngineProcess>;
  /** Runs another command of the program to its end. */
  readonly run: (args: readonly string[], environment?: ProgramOptions["environment"]) => Promise<CommandResult>;
  /** Everything the engines wrote to standard output and standard error. */
  readonly logs: () => string;
  readonly close: () => Promise<void>;
}

/** Starts the fakes and writes a project with one rule file. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { rules, storeUrl = (path: string) => `sqlite:${join(path, "heyrules.db")}`, now = Date.now, main } = options;
  const folder = mkdtempSync(join(tmpdir(), "heyrules-e2e-"));
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "heyrules.yaml"), configOf(options));
  writeFileSync(join(folder, "rules", "rules.yaml"), rules);

  const exchanges = { heymarket: [] as Exchange[], crm: [] as Exchange[] };
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [{ name: "front_desk", id: 101, members: [55] }],
    localIdMode: "ignores",
    webhook: { id: 7, token: TOKEN },
    now,
    ...options.heymarket,
    record: (exchange) => {
      exchanges.heymarket.push(exchange);
      options.heymarket?.record?.(exchange);
    },
  });
  const crm = await startFakeCrm({
    token: CRM_TOKEN,
    ...options.crm,
    record: (exchange) => exchanges.crm.push(exchange),
  });

  const environment = {
    HEYRULES_STORE: storeUrl(folder),
    HEYRULES_HOST: "127.0.0.1",
    HEYRULES_PORT: "0",
    HEYMARKET_WEBHOOK_TOKEN: TOKEN,
    HEYMARKET_API_URL: heymarket.url,
    HEYMARKET_API_SECRET_ID: SECRET.secretId,
    HEYMARKET_API_SECRET_KEY: SECRET.secretKey,
    CRM_URL: `${crm.url}/crm`,
    CRM_TOKEN,
    ...options.variables,
  };
  const program = main === undefined ? {} : { main };
  const engines: Promise<EngineProcess>[] = [];
  return {
    folder,
    storePath: join(folder, "heyrules.db"),
    environment,
    heymarket,
    crm,
    exchanges,
    start: (differing = {}) => {
      const starting = startProgram({ folder, environment, ...program, ...differing });
      engines.push(starting);
      return starting;
    },
    run: (args, overrides = {}) =>
      runProgram(args, { folder, environment: { ...environment, ...overrides }, ...program }),
    logs: () => ["engine.log", "engine.err"].map((name) => readFileSync(join(folder, name), "utf8")).join("\n"),
    close: async () => {
      // Also those that are still starting, when another one could not.
      for (const start of await Promise.allSettled(engines)) if (start.status === "fulfilled") await start.value.kill();
      await Promise.all([heymarket.close(), crm.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
