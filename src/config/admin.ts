import type { AdminSettings } from "../ports/admin.ts";
import type { Environment } from "./environment.ts";

const DEFAULT_PORT = 8081;
/** A shorter token could be guessed. */
const SHORTEST_TOKEN = 16;

/** Where the dashboard and the admin API are and who is let in; null when the environment wants neither. */
export function readAdmin(environment: Environment, problems: string[]): AdminSettings | null {
  const written = environment["HEYRULES_ADMIN_PORT"];
  if (written === "off") return null;
  const port = written === undefined ? DEFAULT_PORT : Number(written);
  if (written !== undefined && !(/^\d+$/.test(written) && port <= 65_535)) {
    problems.push(`HEYRULES_ADMIN_PORT is "${written}"; it must be a port number from 0 to 65535, or off.`);
  }
  return {
    host: environment["HEYRULES_ADMIN_HOST"] ?? "127.0.0.1",
    port,
    isPortChosen: written !== undefined,
    hosts: listed(environment["HEYRULES_ADMIN_HOSTS"]).map((name) => name.toLowerCase()),
    tokens: {
      operate: readTokens("HEYRULES_ADMIN_TOKEN", environment["HEYRULES_ADMIN_TOKEN"], problems),
      read: readTokens("HEYRULES_ADMIN_READ_TOKEN", environment["HEYRULES_ADMIN_READ_TOKEN"], problems),
    },
  };
}

function readTokens(name: string, written: string | undefined, problems: string[]): readonly string[] {
  const tokens = listed(written);
  if (tokens.some((token) => token.length < SHORTEST_TOKEN || /\s/.test(token))) {
    problems.push(
      `${name} must be at least ${SHORTEST_TOKEN} characters without spaces; make one with: openssl rand -hex 32`,
    );
  }
  return tokens;
}

/** Several values of one variable, separated by commas. */
export function listed(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
