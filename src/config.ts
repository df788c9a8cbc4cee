import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { compileConfig, DEFAULT_VENDOR_RATE } from "./compile/config/config-file.ts";
import type { CompiledConfig } from "./compile/config/config-file.ts";
import { parseDotEnv } from "./compile/config/dot-env.ts";
import type { Assignment } from "./compile/config/dot-env.ts";
import { loadText } from "./compile/load.ts";
import type { PendingFinding } from "./compile/config/pending-findings.ts";
import { checkVariableNames, SECRET_VARIABLES } from "./compile/config/variable-names.ts";
import type { AlarmSettings } from "./core/alarm/alarm.ts";
import type { Diagnostic } from "./core/base/diagnostic.ts";
import { EngineError } from "./core/base/errors.ts";
import { withStoreFile } from "./core/base/store-url.ts";
import type { Settings } from "./core/model/settings.ts";
import type { Connection, HeymarketAccess, WebhookSource } from "./ports/connection.ts";

/** Everything the engine is configured by, secrets included. */
export interface Config {
  readonly settings: Settings;
  /** Such as `sqlite:./data/heyrules.db`. */
  readonly store: string;
  readonly host: string;
  readonly port: number;
  readonly sources: readonly WebhookSource[];
  /** Null when no credentials are set; then rules that use Heymarket's API cannot start. */
  readonly heymarket: HeymarketAccess | null;
  readonly connections: readonly Connection[];
  /** How often texts that no webhook has told are looked for, milliseconds; null when never. */
  readonly sweepMs: number | null;
  /** Null when nobody is told of alarms. */
  readonly alarms: AlarmSettings | null;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration, or why there is none: findings in the file, and sentences about the environment. */
export interface ConfigResult {
  readonly config: Config | null;
  /** What is known when the file is good, although a secret may be missing: `${NAME}` stands where it is. */
  readonly named: (Omit<CompiledConfig, "sources" | "store"> & RemoteAccess & Pick<Config, "store">) | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly string[];
  /** What the rules decide: variables of connections, and values of the sample unless Heymarket is a fake. */
  readonly pending: readonly PendingFinding[];
  /** Whether Heymarket's API is on this machine, so that nothing real can be reached through it. */
  readonly isSandbox: boolean;
}

/** How Heymarket knows us, and we it. */
export type RemoteAccess = Pick<Config, "heymarket" | "sources">;

/**
 * The environment over the `.env` beside the configuration. A variable that is set to nothing counts as absent.
 *
 * @throws EngineError CONFIG_INVALID when there is a `.env` that cannot be read.
 */
export function readEnvironment(input: { readonly file: string; readonly environment: Environment }): Environment {
  const { variables } = readDotEnv(input.file);
  return { ...withoutEmpty(variables), ...withoutEmpty(input.environment) };
}

const DEFAULT_API_URL = "https://api.heymarket.com";
const IF_MISSING = "does not exist; `heyrules init` writes a project, --config names the file of another one";
const DEFAULT_STORE = "sqlite:./data/heyrules.db";
const STORE_VARIABLES: readonly string[] = ["HEYRULES_STORE", "HEYRULES_DEV_STORE"];

/**
 * Reads the configuration: environment wins over `.env` beside the file wins over the file. With `requireSecrets` every
 * `${NAME}` and a webhook token must be there; without, for checks that reach nothing, they may be missing.
 *
 * @throws EngineError CONFIG_INVALID when the file cannot be read.
 */
export async function readConfig(input: {
  readonly file: string;
  readonly environment: Environment;
  readonly requireSecrets: boolean;
}): Promise<ConfigResult> {
  const { file, requireSecrets } = input;
  const text = await loadText(file, IF_MISSING);
  const names = [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map((match) => match[1] ?? "");
  const dotEnv = readDotEnv(file);
  const problems: string[] = [];
  const environment = readVariables({ ...input, dotEnv: dotEnv.variables, names }, problems);
  const compiled = compileConfig({ file, text, environment, requireEnvironment: requireSecrets });
  const { config: written } = compiled;
  const misspelt = checkVariableNames({ ...dotEnv, environment: input.environment, names });
  const diagnostics = [...dotEnv.diagnostics, ...misspelt, ...compiled.diagnostics];
  const known = written ?? compileConfig({ file, text, environment, requireEnvironment: false }).config;
  const port = readPort(environment, problems);
  const isSandbox = isLoopback(apiUrlOf(known?.apiUrl ?? null, environment));
  checkApiUrl(environment, problems);
  const sources = readSources(known, environment);
  if (requireSecrets && known !== null && sources.every((source) => source.tokens.length === 0)) {
    problems.push(
      "HEYMARKET_WEBHOOK_TOKEN is not set: copy the verification token of your webhook from Heymarket, Settings > Integrations > API.",
    );
  }
  const heymarket = known === null ? null : readAccess(known, environment);
  const store = environment["HEYRULES_STORE"] ?? besideConfig(file, known?.store ?? DEFAULT_STORE);
  const named = known === null ? null : { ...known, heymarket, sources, store };
  const pending = compiled.pending.filter(({ kind }) => kind !== "sample" || !isSandbox);
  const found = { named, diagnostics, problems, pending, isSandbox };
  if (written === null || problems.length > 0 || dotEnv.diagnostics.length > 0) {
    return { config: null, ...found };
  }
  const config: Config = {
    settings: written.settings,
    store,
    host: environment["HEYRULES_HOST"] ?? "0.0.0.0",
    port,
    sources,
    heymarket,
    connections: written.connections,
    sweepMs: written.sweepMs,
    alarms: written.alarms,
  };
  return { config, ...found };
}

/**
 * What the environment alone says of Heymarket, for when the file cannot tell.
 *
 * @throws EngineError CONFIG_INVALID when `.env`, or a file that holds one of these secrets, cannot be read.
 */
export function readRemoteAccess(input: { readonly file: string; readonly environment: Environment }): RemoteAccess {
  const environment = readVariables({ ...input, dotEnv: readDotEnv(input.file).variables, names: [] }, []);
  return {
    heymarket: readAccess({ apiUrl: null, rate: DEFAULT_VENDOR_RATE }, environment),
    sources: readSources(null, environment),
  };
}

interface DotEnv {
  readonly file: string;
  readonly assignments: readonly Assignment[];
  readonly variables: Environment;
  readonly diagnostics: readonly Diagnostic[];
}

/** The `.env` beside a configuration; empty when there is none. */
function readDotEnv(configFile: string): DotEnv {
  const file = join(dirname(configFile), ".env");
  const { assignments, diagnostics } = parseDotEnv({ file, text: readDotEnvText(file) });
  const variables = Object.fromEntries(
    assignments.map(({ name, value }) => [
      name,
      STORE_VARIABLES.includes(name) ? besideConfig(configFile, value) : value,
    ]),
  );
  return { file, assignments, variables, diagnostics };
}

function readDotEnvText(file: string): string {
  try {
    // The decoder takes the mark away that editors of Windows put in front of the first variable.
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    const what = error instanceof TypeError ? "is not UTF-8 text; save it as UTF-8" : "cannot be read";
    throw new EngineError("CONFIG_INVALID", `${file} ${what}.`, { cause: error });
  }
}

/**
 * What counts: a variable of the environment over the same in `.env`. A secret, and what the configuration names, may
 * be given as `NAME_FILE` in either place; the environment wins in either form.
 */
function readVariables(
  input: {
    readonly file: string;
    readonly environment: Environment;
    readonly dotEnv: Environment;
    readonly names: readonly string[];
  },
  problems: string[],
): Environment {
  const { file, environment, dotEnv, names } = input;
  const places = [
    { name: "the environment", variables: environment, folder: "" },
    { name: join(dirname(file), ".env"), variables: dotEnv, folder: dirname(file) },
  ];
  const filled: Record<string, string | undefined> = { ...withoutEmpty(dotEnv), ...withoutEmpty(environment) };
  for (const name of new Set([...SECRET_VARIABLES, ...names])) {
    const place = places.find(({ variables }) => isSet(variables[name]) || isSet(variables[`${name}_FILE`]));
    if (place === undefined) continue;
    const [value, path] = [place.variables[name], place.variables[`${name}_FILE`]];
    if (!isSet(path)) filled[name] = value;
    else if (isSet(value)) problems.push(`${name} and ${name}_FILE are both set in ${place.name}: remove one of them.`);
    else filled[name] = readSecretFile(`${name}_FILE in ${place.name}`, resolve(place.folder, path), problems);
  }
  return filled;
}

function readSecretFile(what: string, path: string, problems: string[]): string | undefined {
  try {
    const value = readFileSync(path, "utf8").trim();
    if (value !== "") return value;
    problems.push(`${what} names ${path}, which is empty: write the secret into it.`);
    return undefined;
  } catch (error) {
    throw new EngineError("CONFIG_INVALID", `${what} names ${path}, which cannot be read.`, { cause: error });
  }
}

function withoutEmpty(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => isSet(value)));
}

function readPort(environment: Environment, problems: string[]): number {
  const text = environment["HEYRULES_PORT"] ?? "8080";
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  problems.push(`HEYRULES_PORT is "${text}"; it must be a port number from 0 to 65535.`);
  return 0;
}

/** Whether a text is an address that can be called. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** The address in `heyrules.yaml` was checked with the file. */
function checkApiUrl(environment: Environment, problems: string[]): void {
  const url = environment["HEYMARKET_API_URL"] ?? DEFAULT_API_URL;
  if (isHttpUrl(url)) return;
  problems.push(`HEYMARKET_API_URL must be an http(s) address, such as ${DEFAULT_API_URL}, or absent.`);
}

/** The default source takes `HEYMARKET_WEBHOOK_TOKEN`, several tokens separated by commas while one is rotated. */
function readSources(written: CompiledConfig | null, environment: Environment): readonly WebhookSource[] {
  const named = (written?.sources ?? []).map(({ name, tokens }) => ({ name, tokens }));
  const tokens = (environment["HEYMARKET_WEBHOOK_TOKEN"] ?? "")
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "");
  const isNamed = named.some((source) => source.name === "default");
  return tokens.length === 0 || isNamed ? named : [{ name: "default", tokens }, ...named];
}

function readAccess(
  written: Pick<CompiledConfig, "apiUrl" | "rate">,
  environment: Environment,
): HeymarketAccess | null {
  const secretId = environment["HEYMARKET_API_SECRET_ID"];
  const secretKey = environment["HEYMARKET_API_SECRET_KEY"];
  const apiKey = environment["HEYMARKET_API_KEY"];
  const base = { apiUrl: apiUrlOf(written.apiUrl, environment), rate: written.rate };
  if (isSet(secretId) && isSet(secretKey)) return { ...base, credentials: { kind: "secret", secretId, secretKey } };
  return isSet(apiKey) ? { ...base, credentials: { kind: "legacy", apiKey } } : null;
}

function apiUrlOf(written: string | null, environment: Environment): string {
  return (environment["HEYMARKET_API_URL"] ?? written ?? DEFAULT_API_URL).replace(/\/+$/, "");
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|.*[.]localhost|127(?:[.]\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** A store of a file: its path counts from the folder of the configuration, not from the working folder. */
function besideConfig(file: string, url: string): string {
  return dirname(file) === "." ? url : withStoreFile(url, (path) => resolve(dirname(file), path));
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
