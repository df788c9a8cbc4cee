import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { printableJson } from "../../show/text/printable.ts";
import { VERSION } from "../../version.ts";

/** What lint found, for a machine. */
interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly string[];
}

/** Findings as SARIF 2.1.0 (OASIS), which code scanning takes: a result each, with its place, and what to do in the message. */
export function sarifReport({ diagnostics, problems }: Findings): string {
  const codes = [...new Set([...diagnostics.map(({ code }) => code), ...(problems.length > 0 ? [ENVIRONMENT] : [])])];
  const results = [
    ...diagnostics.map((diagnostic) => ({
      ruleId: diagnostic.code,
      ruleIndex: codes.indexOf(diagnostic.code),
      level: diagnostic.severity,
      message: { text: sentences(diagnostic) },
      locations: locationsOf(diagnostic),
    })),
    ...problems.map((text) => ({
      ruleId: ENVIRONMENT,
      ruleIndex: codes.indexOf(ENVIRONMENT),
      level: "error",
      message: { text },
      locations: [],
    })),
  ];
  const rules = codes.map((id) => ({ id, shortDescription: { text: id.replaceAll("-", " ") } }));
  const driver = { name: "heyrules", version: VERSION, rules };
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  return printableJson({ $schema: SARIF_SCHEMA, version: "2.1.0", runs: [run] }, 2);
}

const ENVIRONMENT = "environment";
const SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

function locationsOf({ file, line, column }: Diagnostic): readonly object[] {
  const artifactLocation = { uri: uriOf(file) };
  // What is in no file, such as in the environment, has no line.
  if (line === 0) return [];
  return [{ physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } } }];
}

function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(sep).map(encodeURIComponent).join("/");
}

/** Findings as commands that GitHub Actions turns into annotations of the changed files. */
export function githubReport({ diagnostics, problems }: Findings): string {
  const lines = diagnostics.map((diagnostic) => {
    const { severity, file, line, column, code } = diagnostic;
    const place = line === 0 ? [] : [`file=${property(file)}`, `line=${line}`, `col=${column}`];
    return `::${severity} ${[...place, `title=${property(code)}`].join(",")}::${data(sentences(diagnostic))}`;
  });
  return [...lines, ...problems.map((text) => `::error title=${ENVIRONMENT}::${data(text)}`)].join("\n");
}

function sentences({ message, hint, rules = [] }: Diagnostic): string {
  const said = rules.length === 0 ? message : `${message} (in ${rules.join(", ")})`;
  return hint === null ? said : `${said}; ${hint}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
