import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { compileConfig, DEFAULT_VENDOR_RATE } from "./compile/config/config-file.ts";
import type { ConfigFile } from "./compile/config/config-file.ts";
import { loadText } from "./compile/load.ts";
import type { Diagnostic } from "./core/base/diagnostic.ts";
import { EngineError } from "./core/base/errors.ts";
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
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration, or why there is none: findings in the file, and sentences about the environment. */
export interface ConfigResult {
  readonly config: Config | null;
  /** What is known when the file is good, although a secret may be missing: `${NAME}` stands where it is. */
  readonly named: (Omit<ConfigFile, "sources" | "store"> & RemoteAccess & Pick<Config, "store">) | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly string[];
}

/** How Heymarket knows us, and we it. */
export type RemoteAccess = Pick<Config, "heymarket" | "sources">;

/**
 * The environment over the `.env` beside the configuration. A variable that is set to nothing counts as absent.
 *
 * @throws EngineError CONFIG_INVALID when there is a `.env` that cannot be read.
 */
export function readEnvironment(input: { readonly file: string; readonly environment: Environment }): Environment {
  const written = Object.entries(readDotEnv(dirname(input.file)));
  const given = Object.entries(input.environment);
  return Object.fromEntries([...written, ...given].filter(([, value]) => isSet(value)));
}

const DEFAULT_API_URL = "https://api.heymarket.com";
const DEFAULT_STORE = "sqlite:./data/heyrules.db";

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
  const text = await loadText(file);
  const names = [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map((match) => match[1] ?? "");
  const environment = withSecretFiles(readEnvironment(input), names);
  const { config: written, diagnostics } = compileConfig({
    file,
    text,
    environment,
    requireEnvironment: requireSecrets,
  });
  const known = written ?? compileConfig({ file, text, environment, requireEnvironment: false }).config;
  const problems: string[] = [];
  const port = readPort(environment, problems);
  checkApiUrl(environment, problems);
  const sources = readSources(known, environment);
  if (requireSecrets && known !== null && sources.every((source) => source.tokens.length === 0)) {
    problems.push(
      "HEYMARKET_WEBHOOK_TOKEN is not set: copy the verification token of your webhook from Heymarket, Settings > Integrations > API.",
    );
  }
  const heymarket = known === null ? null : readAccess(known, environment);
  const store = environment["HEYRULES_STORE"] ?? known?.store ?? DEFAULT_STORE;
  const named = known === null ? null : { ...known, heymarket, sources, store };
  if (written === null || problems.length > 0) return { config: null, named, diagnostics, problems };
  const config: Config = {
    settings: written.settings,
    store,
    host: environment["HEYRULES_HOST"] ?? "0.0.0.0",
    port,
    sources,
    heymarket,
    connections: written.connections,
  };
  return { config, named, diagnostics, problems };
}

/**
 * What the environment alone says of Heymarket, for when the file cannot tell.
 *
 * @throws EngineError CONFIG_INVALID when `.env`, or a file that holds one of these secrets, cannot be read.
 */
export function readRemoteAccess(input: { readonly file: string; readonly environment: Environment }): RemoteAccess {
  const environment = withSecretFiles(readEnvironment(input), []);
  return {
    heymarket: readAccess({ apiUrl: null, rate: DEFAULT_VENDOR_RATE }, environment),
    sources: readSources(null, environment),
  };
}

/** Names that may hold a secret; each may be given as `NAME_FILE`, the path of a file that holds it. */
const SECRETS = [
  "HEYMARKET_WEBHOOK_TOKEN",
  "HEYMARKET_API_SECRET_ID",
  "HEYMARKET_API_SECRET_KEY",
  "HEYMARKET_API_KEY",
] as const;

function readDotEnv(folder: string): Environment {
  try {
    return parseEnv(readFileSync(join(folder, ".env"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new EngineError("CONFIG_INVALID", `${join(folder, ".env")} cannot be read.`, { cause: error });
  }
}

function withSecretFiles(environment: Environment, names: readonly string[]): Environment {
  const filled: Record<string, string | undefined> = { ...environment };
  for (const name of new Set([...SECRETS, ...names])) {
    const path = environment[`${name}_FILE`];
    if (isSet(environment[name]) || !isSet(path)) continue;
    try {
      filled[name] = readFileSync(path, "utf8").trim();
    } catch (error) {
      throw new EngineError("CONFIG_INVALID", `${name}_FILE names ${path}, which cannot be read.`, { cause: error });
    }
  }
  return filled;
}

function readPort(environment: Environment, problems: string[]): number {
  const text = environment["HEYRULES_PORT"] ?? "8080";
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  problems.push(`HEYRULES_PORT is "${text}"; it must be a port number from 0 to 65535.`);
  return 0;
}

/** The address in `heyrules.yaml` was checked with the file. */
function checkApiUrl(environment: Environment, problems: string[]): void {
  const url = environment["HEYMARKET_API_URL"] ?? DEFAULT_API_URL;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  problems.push(`HEYMARKET_API_URL must be an http(s) address, such as ${DEFAULT_API_URL}, or absent.`);
}

/** The default source takes `HEYMARKET_WEBHOOK_TOKEN`, several tokens separated by commas while one is rotated. */
function readSources(written: ConfigFile | null, environment: Environment): readonly WebhookSource[] {
  const named = (written?.sources ?? []).map(({ name, tokens }) => ({ name, tokens }));
  const tokens = (environment["HEYMARKET_WEBHOOK_TOKEN"] ?? "")
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "");
  const isNamed = named.some((source) => source.name === "default");
  return tokens.length === 0 || isNamed ? named : [{ name: "default", tokens }, ...named];
}

function readAccess(written: Pick<ConfigFile, "apiUrl" | "rate">, environment: Environment): HeymarketAccess | null {
  const secretId = environment["HEYMARKET_API_SECRET_ID"];
  const secretKey = environment["HEYMARKET_API_SECRET_KEY"];
  const apiKey = environment["HEYMARKET_API_KEY"];
  const apiUrl = (environment["HEYMARKET_API_URL"] ?? written.apiUrl ?? DEFAULT_API_URL).replace(/\/+$/, "");
  const base = { apiUrl, rate: written.rate };
  if (isSet(secretId) && isSet(secretKey)) return { ...base, credentials: { kind: "secret", secretId, secretKey } };
  return isSet(apiKey) ? { ...base, credentials: { kind: "legacy", apiKey } } : null;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
