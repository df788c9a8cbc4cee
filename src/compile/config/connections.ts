import { parseRate } from "../../core/base/duration.ts";
import { hasPlaceholder } from "./environment.ts";
import type { Rate } from "../../core/base/duration.ts";
import type { Connection, ConnectionAuth, WebhookSource } from "../../ports/connection.ts";
import type { Path } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";
import type { RawAuth, RawConnection, RawSource } from "./raw-config.ts";

/** A webhook configuration with the address Heymarket was given, where it is known. */
export interface ConfiguredSource extends WebhookSource {
  readonly url: string | null;
}

/** The connections of a configuration; a secret whose variable is not set stays `${NAME}`. */
export function compileConnections(
  connections: Readonly<Record<string, RawConnection>>,
  findings: Findings,
): readonly Connection[] {
  return Object.entries(connections).map(([name, raw]): Connection => {
    const path = ["connections", name];
    const kind = raw.kind ?? "http";
    const [wanted, other] = kind === "http" ? (["base_url", "url"] as const) : (["url", "base_url"] as const);
    const written = raw[wanted];
    if (written === undefined) {
      const message = `the connection "${name}" of kind ${kind} needs "${wanted}"`;
      const hint = raw[other] === undefined ? null : `write ${wanted} instead of ${other}, or set another kind`;
      findings.error({ code: "missing-key", path, message, hint, which: "key" });
    } else if (raw[other] !== undefined) {
      const message = `a connection of kind ${kind} takes ${wanted}, not ${other}`;
      findings.error({ code: "unknown-key", path: [...path, other], message, hint: `remove ${other}`, which: "key" });
    }
    if (raw.auth !== undefined && (kind === "slack" || kind === "teams")) {
      const message = `a connection of kind ${kind} takes no auth`;
      const hint = "its url is the secret";
      findings.error({ code: "unknown-key", path: [...path, "auth"], message, hint, which: "key" });
    }
    return {
      name,
      kind,
      url: written === undefined ? "" : compileUrl(written, [...path, wanted], findings, kind === "http"),
      auth: compileAuth(raw.auth, [...path, "auth"], findings),
      rate: rateOf(raw.rate, DEFAULT_RATE),
    };
  });
}

/** The webhook configurations; tokens whose variable is not set are left out. */
export function compileSources(sources: Readonly<Record<string, RawSource>>, findings: Findings): ConfiguredSource[] {
  return Object.entries(sources).map(([name, { tokens, url }]) => {
    const path = ["sources", name];
    const written = typeof tokens === "string" ? tokens.split(",") : tokens;
    const accepted = written.map((token) => token.trim()).filter((token) => token !== "");
    if (accepted.length === 0) {
      const message = `the source "${name}" accepts no token`;
      findings.error({ code: "missing-token", path: [...path, "tokens"], message });
    }
    return {
      name,
      tokens: accepted.filter((token) => !hasPlaceholder(token)),
      url: url === undefined ? null : compileUrl(url, [...path, "url"], findings, false),
    };
  });
}

/** An http(s) address, as given; with `isBase` without trailing slash. What is wrong with it is reported, never shown. */
export function compileUrl(text: string, path: Path, findings: Findings, isBase: boolean): string {
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
    } else if (isBase && (url.search !== "" || url.hash !== "")) {
      refuse("must end before ? and #", "put the query into the path of the rule");
    }
  }
  return isBase ? text.replace(/\/+$/, "") : text;
}

/** A rate the schema has checked, or the default where none is written. */
export function rateOf(text: string | undefined, byDefault: Rate): Rate {
  return (text === undefined ? null : parseRate(text)) ?? byDefault;
}

const DEFAULT_RATE: Rate = { count: 5, windowMs: 1000 };

function compileAuth(raw: RawAuth | undefined, path: Path, findings: Findings): ConnectionAuth {
  function checkHeader(value: string, key: string): string {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      const message = `"${path.join(".")}.${key}" holds a line break or another character no HTTP header may hold`;
      findings.error({ code: "invalid-value", path: [...path, key], message, hint: "check the environment variable" });
    }
    return value;
  }

  if (raw?.bearer !== undefined) return { kind: "bearer", token: checkHeader(raw.bearer, "bearer") };
  if (raw?.basic !== undefined) return { kind: "basic", ...raw.basic };
  if (raw?.header !== undefined) {
    return { kind: "header", name: raw.header.name, value: checkHeader(raw.header.value, "header") };
  }
  return { kind: "none" };
}
