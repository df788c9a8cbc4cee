import { isJsonObject } from "../../../core/base/json.ts";
import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { storePassword } from "../../../core/base/store-url.ts";
import type { Path, SourceDocument } from "../../yaml/document.ts";
import type { Finding, Findings } from "../../yaml/findings.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The document with every `${NAME}` replaced by the environment. A missing variable is an error. Unless
 * `requireEnvironment`, hosts and secrets keep the placeholder instead, so that rules can be checked without them; those
 * of connections always do, and what is missing goes to `unset`.
 */
export function fillEnvironment(input: {
  readonly document: SourceDocument;
  readonly environment: Environment;
  readonly requireEnvironment: boolean;
  readonly findings: Findings;
  readonly unset: (connection: string, finding: Finding) => void;
}): SourceDocument {
  const { document, environment, requireEnvironment, findings, unset } = input;

  function fillText(text: string, path: Path): string {
    return text.replace(/\$\{([^}]*)\}?/g, (placeholder, name: string) => {
      if (!/^\$\{[A-Za-z_]\w*\}$/.test(placeholder)) {
        const message = `${placeholder} names no environment variable`;
        findings.error({ code: "invalid-variable", path, message, hint: "write ${NAME}: letters, digits and _" });
        return placeholder;
      }
      const value = environment[name];
      if (value !== undefined && value !== "") return value;
      const message = `the environment variable ${name} is not set`;
      const hint = `set ${name}, in the environment or in .env`;
      const finding: Finding = { code: "missing-variable", path, message, hint };
      if (path[0] === "connections") unset(String(path[1]), finding);
      else if (requireEnvironment || !isRemote(path)) findings.error(finding);
      return placeholder;
    });
  }

  function fill(value: JsonValue, path: Path): JsonValue {
    if (typeof value === "string") return fillText(value, path);
    if (Array.isArray(value)) return value.map((item: JsonValue, index) => fill(item, [...path, index]));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  }

  return { ...document, data: fill(document.data, []) };
}

/** Whether a text still has a variable that was not set. */
export function hasPlaceholder(text: string): boolean {
  return text.includes("${");
}

/** What takes the secrets that were written into a file, instead of the environment, out of its diagnostics. */
export function secretMask(document: SourceDocument): (diagnostic: Diagnostic) => Diagnostic {
  const secrets = writtenSecrets(document.data, [])
    .map(({ text }) => text.trim())
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
  return (diagnostic) => ({ ...diagnostic, excerpt: secrets.reduce(withoutWord, diagnostic.excerpt) });
}

/** A secret alone is hidden, and not where its letters are part of a longer word: `token` of `HUB_TOKENS`. */
function withoutWord(line: string, secret: string): string {
  const at = (index: number): string => line[index] ?? "";
  const isWord = /[\p{L}\p{N}_-]/u;
  return line.replaceAll(secret, (found, start: number) => {
    const isInside =
      (isWord.test(secret[0] ?? "") && isWord.test(at(start - 1))) ||
      (isWord.test(secret.at(-1) ?? "") && isWord.test(at(start + secret.length)));
    return isInside ? found : "•".repeat(secret.length);
  });
}

/** Warns of every secret that stands in the file itself. */
export function checkSecrets(document: SourceDocument, findings: Findings): void {
  for (const { text, path } of writtenSecrets(document.data, [])) {
    const message = `"${path.join(".")}" holds a secret in plain text`;
    const [, name] = /^(?:\$|%|\{\{\s*env\.)([A-Za-z_]\w*)(?:%|\s*\}\})?$/.exec(text) ?? [];
    const hint =
      name === undefined ? "put it in the environment and write ${NAME} here" : `write \${${name}} for the variable`;
    findings.warning({ code: "secret-in-file", path, message, hint });
  }
}

function writtenSecrets(value: JsonValue, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  if (typeof value === "string") {
    const text = secretIn(value, path);
    return hasPlaceholder(value) || text === "" ? [] : [{ text, path }];
  }
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, index) => writtenSecrets(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => writtenSecrets(item, [...path, key]));
}

/** The secret in what is written at a place; empty for none. */
function secretIn(value: string, path: Path): string {
  if (path.join("/") === "store") return storePassword(value);
  return isSecret(path) ? value : "";
}

function isRemote(path: Path): boolean {
  return /^(connections|sources|store|public_url|heymarket\/api_url)(\/|$)/.test(path.join("/"));
}

function isSecret(path: Path): boolean {
  return /^(connections\/[^/]+\/(signing_secret|auth\/(bearer|basic\/password|header\/value|oauth\/(client_secret|refresh_token)))|sources\/[^/]+\/(tokens|signature\/secret))(\/|$)/.test(
    path.join("/"),
  );
}
