import { readFileSync } from "node:fs";
import { openRemote } from "../../app/operator/remote.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { CliContext, GlobalOptions } from "../context.ts";

/** What `--url` leads to. */
export type RemoteEngine = Awaited<ReturnType<typeof openRemote>>;

/**
 * The engine that `--url` names; null without it.
 *
 * @throws EngineError USAGE for an address that is none, a token that is missing or would go unencrypted; FILE_UNUSABLE for the file of
 *   the token; and as opening it.
 */
export async function remoteEngine(context: CliContext, globals: GlobalOptions): Promise<RemoteEngine | null> {
  const { url } = globals;
  return url === null ? null : openRemote(checkedAddress(url, globals), tokenOf(context, globals));
}

/** Why what was asked for takes another token. */
export function needsOperator(what: string): EngineError {
  const message = `${what} The token given for --url may only look: give one that may operate, in HEYRULES_ADMIN_TOKEN or the file that --token-file names.`;
  return new EngineError("REMOTE_REFUSED", message);
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function checkedAddress(written: string, { insecureHttp }: GlobalOptions): string {
  const url = URL.parse(written);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "")
    throw new EngineError("USAGE", "--url takes the address of an admin listener, such as https://rules.example.com.");
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname) && !insecureHttp) {
    const message = `A token would travel in the clear to ${url.host}: use https, or an SSH tunnel to a port of this machine; --insecure-http if the way there is safe.`;
    throw new EngineError("USAGE", message);
  }
  return url.href.replace(/\/+$/, "");
}

function tokenOf({ environment }: CliContext, { tokenFile }: GlobalOptions): string {
  const { HEYRULES_ADMIN_TOKEN: operate = "", HEYRULES_ADMIN_READ_TOKEN: read = "" } = environment;
  const token = tokenFile === null ? operate || read : readToken(tokenFile);
  // Several may be configured; each of them is good.
  const [first = ""] = token.split(",").map((one) => one.trim());
  if (first !== "" && /^[\x21-\x7e]+$/.test(first)) return first;
  const message =
    "--url needs a token of the engine: in HEYRULES_ADMIN_TOKEN, in HEYRULES_ADMIN_READ_TOKEN for one that may only look, or in a file that --token-file names. The .env of a project is not read for it: its token is of the engine there.";
  throw new EngineError("USAGE", message);
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = `The token cannot be read from ${file} (${messageOf(cause)}); give another --token-file.`;
    throw new EngineError("FILE_UNUSABLE", message, { cause });
  }
}
