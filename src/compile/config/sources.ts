import { CALLBACK_SOURCE } from "../../core/model/ruleset/rule.ts";
import type { OutsideSource, SourceSettings } from "../../core/model/ruleset/settings.ts";
import type { OutsideProof, WebhookSource } from "../../ports/outside/connection.ts";
import type { WrittenConfig, WrittenSignature, WrittenSource } from "../generated/written-config.ts";
import type { Path, SourceDocument } from "../yaml/document.ts";
import { diagnose } from "../yaml/findings.ts";
import type { Findings } from "../yaml/findings.ts";
import { compileUrl } from "./connections.ts";
import { hasPlaceholder } from "./environment/environment.ts";
import type { PendingFinding } from "./pending-findings.ts";

/** A source with the address its sender was given, where it is known. */
export interface ConfiguredSource extends WebhookSource {
  readonly url: string | null;
}

/** What sources are compiled with. */
interface SourceContext {
  readonly country: string;
  readonly findings: Findings;
}

/** The sources of events; tokens and secrets whose variable is not set are left out. */
export function compileSources(
  sources: Readonly<Record<string, WrittenSource>>,
  context: SourceContext,
): readonly ConfiguredSource[] {
  const { findings, country } = context;
  return Object.entries(sources).map(([name, written]): ConfiguredSource => {
    const path = ["sources", name];
    const { tokens, url, dry = false } = written;
    const proof = written.kind === "json" ? compileProof(written, path, findings) : null;
    if (proof === null) checkHeymarket(written, path, findings);
    else checkOutside(name, written, findings);
    const access = proof === null ? {} : { outside: { proof, reading: readingOf(written), country } };
    return {
      name,
      tokens: tokens === undefined ? [] : secretsOf(tokens),
      dry,
      ...access,
      url: url === undefined ? null : compileUrl(url, [...path, "url"], findings, { isPrivate: true }),
    };
  });
}

/** What rules and the send gate go by. */
export function sourceSettings(
  sources: Readonly<Record<string, WrittenSource>>,
): Readonly<Record<string, SourceSettings>> {
  const entries = Object.entries(sources).map(([name, written]): [string, SourceSettings] => {
    const { kind, dry = false, rules } = written;
    const outside = kind === "json" ? readingOf(written) : null;
    return [name, { dry, rules: rules === undefined ? null : [rules].flat(), outside }];
  });
  return Object.fromEntries(entries);
}

/** A finding for each rule that a source names; it matters when there is none of that id. */
export function findNamedRules(document: SourceDocument): readonly PendingFinding[] {
  const { sources = {} } = document.data as unknown as WrittenConfig;
  return Object.entries(sources).flatMap(([name, { rules = [] }]) =>
    [rules].flat().map((ruleIds, index): PendingFinding => {
      const path = ["sources", name, "rules", ...(Array.isArray(rules) ? [index] : [])];
      const message = `no rule is called "${ruleIds}", and the source "${name}" starts no others`;
      const hint = "`heyrules rules ls` shows the ids; * stands for any part of one";
      const finding = { code: "unknown-rule", path, message, hint } as const;
      return { kind: "rules", connection: null, ruleIds, diagnostic: diagnose(document, "warning", finding) };
    }),
  );
}

/** What is said, without what the environment has not. */
function secretsOf(written: string | readonly string[]): readonly string[] {
  return writtenSecrets(written).filter((secret) => !hasPlaceholder(secret));
}

function writtenSecrets(written: string | readonly string[]): readonly string[] {
  const secrets = typeof written === "string" ? written.split(",") : written;
  return secrets.map((secret) => secret.trim()).filter((secret) => secret !== "");
}

const OUTSIDE_KEYS = ["token_header", "signature", "type", "id", "phone", "at", "fields"] as const;

function checkHeymarket(written: WrittenSource, path: Path, findings: Findings): void {
  const foreign = OUTSIDE_KEYS.find((key) => written[key] !== undefined);
  if (foreign !== undefined) {
    const message = `a webhook of Heymarket takes no "${foreign}"`;
    const hint = "write `kind: json` for the events of another system";
    findings.error({ code: "unknown-key", path: [...path, foreign], message, hint, which: "key" });
  }
  checkTokens(written, path, findings);
}

function checkTokens({ tokens }: WrittenSource, path: Path, findings: Findings): void {
  const name = String(path.at(-1));
  if (tokens === undefined) {
    const hint = "write tokens: ${NAME}, and the token into the environment";
    findings.error({ code: "missing-key", path, message: `the source "${name}" needs "tokens"`, hint, which: "key" });
  } else if (writtenSecrets(tokens).length === 0) {
    findings.error({
      code: "missing-token",
      path: [...path, "tokens"],
      message: `the source "${name}" accepts no token`,
      hint: "the variable that is written here holds none: set it to the token, in the environment or in .env",
    });
  }
}

/** Names that stand for something else in an address or an event type. */
const RESERVED = ["heymarket", "default", "custom", "message", CALLBACK_SOURCE];

function checkOutside(name: string, written: WrittenSource, findings: Findings): void {
  const path = ["sources", name];
  if (RESERVED.includes(name)) {
    const message = `"${name}" cannot be the name of a source of kind json`;
    const hint = "name it after the system its events come from, such as shop";
    findings.error({ code: "invalid-value", path, message, hint, which: "key" });
  }
  if (written.type === undefined) {
    const message = `the source "${name}" needs "type", the name of its events`;
    const hint = "such as order_shipped, or $.event for where it stands in the body";
    findings.error({ code: "missing-key", path, message, hint, which: "key" });
  }
}

function compileProof(written: WrittenSource, path: Path, findings: Findings): OutsideProof {
  const { signature, tokens, token_header: header = "Authorization" } = written;
  if (signature === undefined) {
    checkTokens(written, path, findings);
    return { kind: "token", header };
  }
  if (tokens !== undefined) {
    const message = "a source has a token or a signature, not both";
    findings.error({ code: "unknown-key", path: [...path, "tokens"], message, hint: "remove one", which: "key" });
  }
  return compileSignature(signature, [...path, "signature"], findings);
}

function compileSignature(written: WrittenSignature, path: Path, findings: Findings): OutsideProof {
  const secrets = secretsOf(written.secret);
  if (writtenSecrets(written.secret).length === 0) {
    findings.error({
      code: "missing-token",
      path: [...path, "secret"],
      message: "the signature has no secret",
      hint: "the variable that is written here holds none: set it to the secret, in the environment or in .env",
    });
  }
  if (written.scheme === "standard_webhooks") {
    for (const key of ["header", "encoding", "prefix"] as const) {
      if (written[key] === undefined) continue;
      const message = `standard_webhooks takes no "${key}": its headers are always the same`;
      findings.error({ code: "unknown-key", path: [...path, key], message, hint: "remove it", which: "key" });
    }
    if (secrets.some((secret) => !/^(whsec_)?[A-Za-z0-9+/]{16,}={0,2}$/.test(secret))) {
      const message = "the secret of standard_webhooks must be at least 12 bytes in base64, such as whsec_…";
      const hint = "copy it as the other system shows it";
      findings.error({ code: "invalid-value", path: [...path, "secret"], message, hint });
    }
    return { kind: "standard_webhooks", secrets };
  }
  const { header, encoding = "hex", prefix = "" } = written;
  if (header === undefined) {
    const message = 'hmac_sha256 needs "header", which holds the signature';
    findings.error({ code: "missing-key", path, message, hint: "such as X-Signature", which: "key" });
  }
  return { kind: "hmac_sha256", header: header ?? "", secrets, encoding, prefix };
}

function readingOf({ type = "", id, phone, at, fields }: WrittenSource): OutsideSource {
  return {
    type: type.startsWith("$.") ? { path: withoutRoot(type) } : { name: type },
    idPath: id === undefined ? null : withoutRoot(id),
    phonePath: phone === undefined ? null : withoutRoot(phone),
    atPath: at === undefined ? null : withoutRoot(at),
    fields: fields ?? null,
  };
}

/** `$.order.id` without the root of the body. */
function withoutRoot(path: string): string {
  return path.slice(2);
}
