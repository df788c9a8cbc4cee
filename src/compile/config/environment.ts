import { isJsonObject } from "../../core/base/json.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Path, SourceDocument } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The document with every `${NAME}` replaced by the environment. A missing variable is an error; unless
 * `requireEnvironment`, hosts and secrets keep the placeholder instead, so that rules can be checked without them.
 */
export function fillEnvironment(input: {
  readonly document: SourceDocument;
  readonly environment: Environment;
  readonly requireEnvironment: boolean;
  readonly findings: Findings;
}): SourceDocument {
  const { document, environment, requireEnvironment, findings } = input;

  function fillText(text: string, path: Path): string {
    return text.replace(/\$\{([^}]*)\}?/g, (placeholder, name: string) => {
      if (!/^\$\{[A-Za-z_]\w*\}$/.test(placeholder)) {
        const message = `${placeholder} names no environment variable`;
        findings.error({ code: "invalid-variable", path, message, hint: "write ${NAME}: letters, digits and _" });
        return placeholder;
      }
      const value = environment[name];
      if (value !== undefined && value !== "") return value;
      if (requireEnvironment || !isRemote(path)) {
        const message = `the environment variable ${name} is not set`;
        findings.error({ code: "missing-variable", path, message, hint: `set ${name}, in the environment or in .env` });
      }
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

/** Diagnostics without the secrets that were written into the file instead of the environment. */
export function maskSecrets(diagnostics: readonly Diagnostic[], document: SourceDocument): readonly Diagnostic[] {
  // A shorter one would hide the words around it.
  const secrets = writtenSecrets(document.data, []).filter(({ text }) => text.length >= 4);
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    excerpt: secrets.reduce(
      (excerpt, { text }) => excerpt.replaceAll(text, "•".repeat(text.length)),
      diagnostic.excerpt,
    ),
  }));
}

/** Warns of every secret that stands in the file itself. */
export function checkSecrets(document: SourceDocument, findings: Findings): void {
  for (const { path } of writtenSecrets(document.data, [])) {
    const message = `"${path.join(".")}" holds a secret in plain text`;
    const hint = "put it in the environment and write ${NAME} here";
    findings.warning({ code: "secret-in-file", path, message, hint });
  }
}

function writtenSecrets(value: JsonValue, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  if (typeof value === "string") {
    return isSecret(path) && !hasPlaceholder(value) && value !== "" ? [{ text: value, path }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, index) => writtenSecrets(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => writtenSecrets(item, [...path, key]));
}

function isRemote(path: Path): boolean {
  return /^(connections|sources|store|heymarket\/api_url)(\/|$)/.test(path.join("/"));
}

function isSecret(path: Path): boolean {
  return /^(connections\/[^/]+\/auth\/(bearer|basic\/password|header\/value)|sources\/[^/]+\/tokens)(\/|$)/.test(
    path.join("/"),
  );
}
