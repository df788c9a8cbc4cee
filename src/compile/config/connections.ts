import { parseRate } from "../../core/base/duration.ts";
import { hasPlaceholder } from "./environment/environment.ts";
import { traitsOf } from "../../core/model/ruleset/connection-kind.ts";
import type { ConnectionTraits } from "../../core/model/ruleset/connection-kind.ts";
import { compileCrmTarget } from "./crm-target.ts";
import { isForbiddenHost, isOwnNetworkHost } from "../../core/actions/remote/own-network.ts";
import type { Rate } from "../../core/base/duration.ts";
import type { Connection, ConnectionAuth } from "../../ports/outside/connection.ts";
import type { Path } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";
import type { WrittenAuth, WrittenConnection } from "../generated/written-config.ts";

/** The connections of a configuration; a secret whose variable is not set stays `${NAME}`. */
export function compileConnections(
  connections: Readonly<Record<string, WrittenConnection>>,
  { country, findings }: { readonly country: string; readonly findings: Findings },
): readonly Connection[] {
  return Object.entries(connections).map(([name, written]): Connection => {
    const path = ["connections", name];
    const kind = written.kind ?? "http";
    const traits: ConnectionTraits = traitsOf(kind);
    const wanted = traits.address;
    const other = wanted === "url" ? "base_url" : "url";
    const address = written[wanted] ?? (written[other] === undefined ? traits.standardAddress : undefined);
    if (address === undefined) {
      const message = `the connection "${name}" of kind ${kind} needs "${wanted}"`;
      const hint = written[other] === undefined ? null : `write ${wanted} instead of ${other}, or set another kind`;
      findings.error({ code: "missing-key", path, message, hint, which: "key" });
    } else if (written[other] !== undefined) {
      const message = `a connection of kind ${kind} takes ${wanted}, not ${other}`;
      findings.error({ code: "unknown-key", path: [...path, other], message, hint: `remove ${other}`, which: "key" });
    }
    if (written.auth !== undefined && !traits.takesAuth) {
      const message = `a connection of kind ${kind} takes no auth`;
      const hint = "its url is the secret";
      findings.error({ code: "unknown-key", path: [...path, "auth"], message, hint, which: "key" });
    }
    const crm = compileCrmTarget({ name, kind, written }, { country, findings });
    return {
      name,
      kind,
      url:
        address === undefined
          ? ""
          : compileUrl(address, [...path, wanted], findings, {
              isBase: wanted === "base_url",
              isPrivate: written.private_network === true,
            }),
      auth: compileAuth(written.auth, [...path, "auth"], findings),
      rate: rateOf(written.rate, DEFAULT_RATE),
      ...(crm === null ? {} : { crm }),
      ...(written.private_network === true ? { privateNetwork: true } : {}),
      ...(written.proxy === false ? { isDirect: true } : {}),
    };
  });
}

/**
 * An http(s) address, as given; with `isBase` without trailing slash. What is wrong with it is reported, never shown; so is one
 * without https, unless it is of our own network or `isPrivate` says so.
 */
export function compileUrl(
  text: string,
  path: Path,
  findings: Findings,
  { isBase = false, isPrivate = false }: { readonly isBase?: boolean; readonly isPrivate?: boolean } = {},
): string {
  const name = `"${path.join(".")}"`;
  function refuse(message: string, hint: string): void {
    findings.error({ code: "invalid-url", path, message: `${name} ${message}`, hint });
  }

  if (text.includes("{{")) refuse("must be one fixed address", "put what changes into the rule, under path");
  else if (!hasPlaceholder(text)) {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
      refuse("must be an http(s) address", "such as https://crm.example.com/api");
    } else if (url.username !== "" || url.password !== "") {
      refuse("must not hold a user name or password", "write them under auth");
    } else if (isForbiddenHost(url.hostname)) {
      const message = `${name} is an address that is never called, such as that of a cloud's metadata`;
      findings.error({ code: "forbidden-address", path, message, hint: "write the address of the remote itself" });
    } else if (isBase && (url.search !== "" || url.hash !== "")) {
      refuse("must end before ? and #", "put the query into the path of the rule");
    } else if (url.protocol === "http:" && !isPrivate && !isOwnNetworkHost(url.hostname)) {
      const message = `${name} is without https: whoever is on the way reads and changes what is sent, credentials with it`;
      const hint = "write https://, or private_network: true where it is a connection of your own network";
      findings.warning({ code: "unencrypted-address", path, message, hint });
    }
  }
  return isBase ? text.replace(/\/+$/, "") : text;
}

/** A rate the schema has checked, or the default where none is written. */
export function rateOf(text: string | undefined, byDefault: Rate): Rate {
  return (text === undefined ? null : parseRate(text)) ?? byDefault;
}

const DEFAULT_RATE: Rate = { count: 5, windowMs: 1000 };

function compileAuth(written: WrittenAuth | undefined, path: Path, findings: Findings): ConnectionAuth {
  function checkHeader(value: string, key: string): string {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      const message = `"${path.join(".")}.${key}" holds a line break or another character no HTTP header may hold`;
      findings.error({ code: "invalid-value", path: [...path, key], message, hint: "check the environment variable" });
    }
    return value;
  }

  if (written?.bearer !== undefined) return { kind: "bearer", token: checkHeader(written.bearer, "bearer") };
  if (written?.basic !== undefined) return { kind: "basic", ...written.basic };
  if (written?.header !== undefined) {
    return { kind: "header", name: written.header.name, value: checkHeader(written.header.value, "header") };
  }
  return written?.oauth === undefined ? { kind: "none" } : compileOauth(written.oauth, [...path, "oauth"], findings);
}

function compileOauth(
  written: NonNullable<WrittenAuth["oauth"]>,
  path: Path,
  findings: Findings,
): Extract<ConnectionAuth, { readonly kind: "oauth" }> {
  const { grant, refresh_token: refreshToken = null } = written;
  if (grant === "refresh_token" && refreshToken === null) {
    const hint = "write refresh_token: ${NAME}; docs/connections.md says how to get one";
    findings.error({ code: "missing-key", path, message: "the grant refresh_token needs one", hint, which: "key" });
  }
  if (grant === "client_credentials" && refreshToken !== null) {
    const message = "the grant client_credentials takes no refresh_token";
    findings.error({ code: "unknown-key", path: [...path, "refresh_token"], message, which: "key" });
  }
  return {
    kind: "oauth",
    tokenUrl: compileUrl(written.token_url, [...path, "token_url"], findings),
    clientId: written.client_id,
    clientSecret: written.client_secret,
    refreshToken,
    scope: written.scope ?? null,
  };
}
