import { createRequire } from "node:module";
import { createAdmin } from "../admin/admin-server.ts";
import type { AdminParts } from "../admin/admin-parts.ts";
import { createBacktests } from "../admin/playground/backtests.ts";
import { createAccess, digestOfToken, newToken } from "../admin/door/access.ts";
import { createRunningDoctor } from "./doctor/running-doctor.ts";
import { createTestLines } from "./playground/captured-test.ts";
import type { Config } from "../config/config.ts";
import { EngineError } from "../core/base/errors.ts";
import { PACKAGE_FOLDER } from "../package-folder.ts";
import type { AdminSettings, Role } from "../ports/admin.ts";
import { closeServer, createHardenedServer, listen } from "../receive/server.ts";
import { keptTokenDigest } from "../stores/on-disk/admin-token-file.ts";
import { monotonicMs } from "../system.ts";
import { VERSION } from "../version.ts";

/** The listener of the dashboard and the admin API. */
export interface RunningAdmin {
  /** Without path. */
  readonly url: string;
  /** The token that was made now since none was configured; it is told this once. Null when there was one. */
  readonly newToken: string | null;
  /** An address that lets its reader in once, within ten minutes. */
  readonly loginUrl: (role: Role) => string;
  readonly close: () => Promise<void>;
}

/** For what is asked when the engine stops. */
const GRACE_MS = 2_000;

/**
 * Opens the admin listener, or gives null when the configuration wants none.
 *
 * @throws EngineError PORT_IN_USE or CANNOT_LISTEN; STORE_UNAVAILABLE when a token that was made cannot be kept.
 */
export async function startAdmin(
  config: () => Config,
  parts: Pick<
    AdminParts,
    | "store"
    | "operator"
    | "operations"
    | "inForce"
    | "mayWriteRules"
    | "receiverUrl"
    | "playground"
    | "clock"
    | "logger"
  > & {
    readonly ownFiles: string | null;
  },
): Promise<RunningAdmin | null> {
  const { admin, store: storeUrl } = config();
  if (admin === null) return null;
  const made = newToken();
  const kept = admin.tokens.operate.length > 0 ? [] : [keptTokenDigest(storeUrl, parts.ownFiles, digestOfToken(made))];
  const access = createAccess({
    now: monotonicMs,
    digests: () => {
      const { operate, read } = config().admin?.tokens ?? admin.tokens;
      return { operate: [...operate.map(digestOfToken), ...kept], read: read.map(digestOfToken) };
    },
  });
  const hosts = (): readonly string[] => [admin.host.toLowerCase(), ...(config().admin?.hosts ?? [])];
  const closing = new AbortController();
  const server = createHardenedServer(
    createAdmin({
      ...parts,
      closing: closing.signal,
      backtests: createBacktests({ playground: parts.playground, monotonicMs, logger: parts.logger }),
      ...{ access, hosts, monotonicMs, version: VERSION, assets: ASSETS },
      testLines: createTestLines(parts),
      runDoctor: createRunningDoctor(config, parts),
    }),
  );
  const url = await listenSomewhere(server, admin);
  return {
    url,
    newToken: kept.includes(digestOfToken(made)) ? made : null,
    loginUrl: (role) => `${url}/login?code=${access.issueCode(role)}`,
    close: () => {
      closing.abort();
      return closeServer(server, GRACE_MS);
    },
  };
}

/** On the port that was asked for; on any free one when nobody asked and the usual one is taken, as by another engine. */
async function listenSomewhere(server: Parameters<typeof listen>[0], admin: AdminSettings): Promise<string> {
  try {
    return await listen(server, admin, SETTINGS);
  } catch (error) {
    if (admin.isPortChosen || !(error instanceof EngineError) || error.code !== "PORT_IN_USE") throw error;
    return listen(server, { ...admin, port: 0 }, SETTINGS);
  }
}

const SETTINGS = { hostSetting: "HEYRULES_ADMIN_HOST", portSetting: "HEYRULES_ADMIN_PORT" };

const ownAsset = (name: string): string => `${PACKAGE_FOLDER}assets/dashboard/${name}`;
const { resolve } = createRequire(import.meta.url);

/** What pages load, by the name under which they ask for it. */
const ASSETS = {
  "app.css": ownAsset("app.css"),
  "events.css": ownAsset("events.css"),
  "app.js": ownAsset("app.js"),
  "decide.css": ownAsset("decide.css"),
  "events.js": ownAsset("events.js"),
  "today.js": ownAsset("today.js"),
  "playground.css": ownAsset("playground.css"),
  "playground.js": ownAsset("playground.js"),
  "today.css": ownAsset("today.css"),
  "icon.svg": ownAsset("icon.svg"),
  "htmx.js": resolve("htmx.org/dist/htmx.min.js"),
};
