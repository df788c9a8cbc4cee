import { compileConfig, DEFAULT_VENDOR_RATE } from "../compile/config/config-file.ts";
import type { CompiledConfig } from "../compile/config/config-file.ts";
import { loadText } from "../compile/load.ts";
import type { PendingFinding } from "../compile/config/pending-findings.ts";
import { checkVariableNames } from "../compile/config/environment/variable-names.ts";
import { proxyOf, readProxies, withProxy } from "./proxies.ts";
import type { Environment } from "./environment.ts";
import { besideConfig, isSet, readDotEnv, readVariables } from "./environment.ts";
import { listed, readAdmin } from "./admin.ts";
import { isForbiddenHost } from "../core/actions/remote/own-network.ts";
import type { ProxyRules } from "../core/actions/remote/proxy.ts";
import type { AlarmSettings } from "../core/alarm/alarm.ts";
import type { Diagnostic } from "../core/base/diagnostic.ts";
import { DEFAULT_SOURCE } from "../core/model/ruleset/settings.ts";
import type { RetentionPolicy, Settings } from "../core/model/ruleset/settings.ts";
import type { AdminSettings } from "../ports/admin.ts";
import type { Connection, HeymarketAccess, WebhookSource } from "../ports/outside/connection.ts";

/** Everything the engine is configured by, secrets included. */
export interface Config {
  readonly settings: Settings;
  /** Such as `sqlite:./data/heyrules.db`. */
  readonly store: string;
  readonly host: string;
  readonly port: number;
  /** Null when there is to be no dashboard and no admin API. */
  readonly admin: AdminSettings | null;
  /** By which links are signed: the first signs, all are accepted. None: by a key of the store. */
  readonly linkSecrets: readonly string[];
  readonly sources: readonly WebhookSource[];
  /** Null when no credentials are set; then rules that use Heymarket's API cannot start. */
  readonly heymarket: HeymarketAccess | null;
  readonly connections: readonly Connection[];
  /** How often texts that no webhook has told are looked for, milliseconds; null when never. */
  readonly sweepMs: number | null;
  /** Null when nobody is told of alarms. */
  readonly alarms: AlarmSettings | null;
  /** How long what is stored is kept. */
  readonly retention: RetentionPolicy;
  /** Whether people may change the files of rules through a running engine. */
  readonly mayWriteRules: boolean;
}

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

const DEFAULT_API_URL = "https://api.heymarket.com";
const IF_MISSING = "does not exist; `heyrules init` writes a project, --config names the file of another one";
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
  /** In place of what stands in the file. */
  readonly text?: string | undefined;
}): Promise<ConfigResult> {
  const { file, requireSecrets } = input;
  const text = input.text ?? (await loadText(file, IF_MISSING));
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
  const admin = readAdmin(environment, problems);
  const isSandbox = isLoopback(apiUrlOf(known?.apiUrl ?? null, environment));
  checkApiUrl(environment, problems);
  const sources = readSources(known, environment);
  const proxies = readProxies(proxyVariables(environment), problems);
  if (requireSecrets && known !== null && sources.every((source) => acceptedSecrets(source) === 0)) {
    problems.push(
      "HEYMARKET_WEBHOOK_TOKEN is not set: add a webhook in Heymarket, Settings > Integrations > API, with the address https://YOUR-ADDRESS/webhooks/heymarket, " +
        "and copy its verification token into .env beside heyrules.yaml. To try the rules without an account: heyrules dev.",
    );
  }
  const heymarket = known === null ? null : readAccess(known, environment, proxies);
  const store = environment["HEYRULES_STORE"] ?? besideConfig(file, known?.store ?? DEFAULT_STORE);
  const routed = known?.connections.map((connection) => withProxy(connection, proxies)) ?? [];
  const named = known === null ? null : { ...known, connections: routed, heymarket, sources, store };
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
    admin,
    linkSecrets: listed(environment["HEYRULES_LINK_SECRET"]),
    sources,
    heymarket,
    connections: written.connections.map((connection) => withProxy(connection, proxies)),
    sweepMs: written.sweepMs,
    alarms: written.alarms,
    retention: written.retention,
    mayWriteRules: written.mayWriteRules,
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
  const proxies = readProxies(proxyVariables(environment), []);
  return {
    heymarket: readAccess({ apiUrl: null, rate: DEFAULT_VENDOR_RATE, statusTtlMs: null }, environment, proxies),
    sources: readSources(null, environment),
  };
}

/** Other programs read them in either case; the lower one wins, as with curl. */
function proxyVariables(environment: Environment): Parameters<typeof readProxies>[0] {
  return {
    https: environment["https_proxy"] ?? environment["HTTPS_PROXY"],
    http: environment["http_proxy"] ?? environment["HTTP_PROXY"],
    none: environment["no_proxy"] ?? environment["NO_PROXY"],
  };
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
  if (isHttpUrl(url) && !isForbiddenHost(new URL(url).hostname)) return;
  problems.push(`HEYMARKET_API_URL must be an http(s) address, such as ${DEFAULT_API_URL}, or absent.`);
}

/** The default source takes `HEYMARKET_WEBHOOK_TOKEN`, several tokens separated by commas while one is rotated. */
function readSources(written: CompiledConfig | null, environment: Environment): readonly WebhookSource[] {
  const named = (written?.sources ?? []).map(({ name, tokens, dry, outside }): WebhookSource => ({
    name,
    tokens,
    dry,
    ...(outside === undefined ? {} : { outside }),
  }));
  const tokens = listed(environment["HEYMARKET_WEBHOOK_TOKEN"]);
  const isNamed = named.some((source) => source.name === DEFAULT_SOURCE);
  return tokens.length === 0 || isNamed ? named : [{ name: DEFAULT_SOURCE, tokens, dry: false }, ...named];
}

/** How many tokens or secrets a source accepts; with none no delivery can be believed. */
export function acceptedSecrets({ tokens, outside }: WebhookSource): number {
  const proof = outside?.proof;
  return proof === undefined || proof.kind === "token" ? tokens.length : proof.secrets.length;
}

/** Path at which the deliveries of a source are received. */
export function webhookPath({ name, outside }: Pick<WebhookSource, "name" | "outside">): string {
  if (outside !== undefined) return `/webhooks/${name}`;
  return name === DEFAULT_SOURCE ? "/webhooks/heymarket" : `/webhooks/heymarket/${name}`;
}

function readAccess(
  written: Pick<CompiledConfig, "apiUrl" | "rate" | "statusTtlMs">,
  environment: Environment,
  proxies: ProxyRules,
): HeymarketAccess | null {
  const secretId = environment["HEYMARKET_API_SECRET_ID"];
  const secretKey = environment["HEYMARKET_API_SECRET_KEY"];
  const apiKey = environment["HEYMARKET_API_KEY"];
  const apiUrl = apiUrlOf(written.apiUrl, environment);
  const base = { apiUrl, rate: written.rate, statusTtlMs: written.statusTtlMs, proxyUrl: proxyOf(apiUrl, proxies) };
  if (isSet(secretId) && isSet(secretKey)) return { ...base, credentials: { kind: "secret", secretId, secretKey } };
  return isSet(apiKey) ? { ...base, credentials: { kind: "legacy", apiKey } } : null;
}

function apiUrlOf(written: string | null, environment: Environment): string {
  return (environment["HEYMARKET_API_URL"] ?? written ?? DEFAULT_API_URL).replace(/\/+$/, "");
}

/** Whether an address is one of this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|.*[.]localhost|127(?:[.]\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
