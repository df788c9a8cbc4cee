import type { ConfigResult } from "../../config/config.ts";
import { placeOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { countOf } from "../../show/text/count-of.ts";
import { ownCommand } from "../own-command.ts";
import type { Attempt, Check } from "../../doctor/check.ts";
import { found, good, skipped } from "../../doctor/check.ts";

/** Rules, what was found in their files, and what `start` finds in the configuration once it knows them. */
export interface ReadRules {
  readonly rules: readonly Rule[];
  readonly inRules: readonly Diagnostic[];
  readonly inConfig: readonly Diagnostic[];
}

/** What was found in the configuration and the environment, unset variables aside. */
export function checkConfiguration(
  file: string,
  config: Attempt<ConfigResult>,
  told: { readonly findings: readonly Diagnostic[]; readonly problems: readonly string[] },
): Check {
  const name = "configuration";
  if (config.value === null) {
    return found("failed", { name, message: config.problem, next: "correct it; --config names another file" });
  }
  const findings = told.findings.filter((finding) => !isUnsetVariable(finding));
  return describeFindings({
    ...{ name, findings, problems: told.problems },
    placeFor: (finding) => (finding.line === 0 ? ENVIRONMENT : finding.file),
    good: `${file} has no errors`,
    next: findings.some((finding) => finding.file === file)
      ? lintShows()
      : "correct them in the environment or in .env",
  });
}

/** Where a sentence about a variable belongs: it does not tell in which of the two the variable is set. */
const ENVIRONMENT = "environment or .env";

function lintShows(): string {
  return `${ownCommand()} lint shows the lines`;
}

/** Whether the variables that the configuration names are set, and whether anything in force needs those that are not. */
export function checkVariables(file: string, config: Attempt<ConfigResult>, findings: readonly Diagnostic[]): Check {
  const name = "variables";
  if (config.value === null) return skipped(name, `not known which, as long as ${file} cannot be read`);
  const settled = findings.filter(isUnsetVariable);
  // What calls a connection is not known of rules that do not compile.
  const undecided = config.value.pending
    .filter(({ kind, diagnostic }) => kind === "unset" && !settled.some(isAbout(diagnostic)))
    .map(({ diagnostic }) => diagnostic);
  const unset = [...settled, ...undecided];
  if (unset.length === 0) return good(name, `every variable that ${file} names is set`);
  const isNeeded = settled.some(({ severity }) => severity === "error");
  return found(isNeeded ? "failed" : "warning", {
    name,
    message: `${file} names ${countOf(unset.length, "variable")} that ${unset.length === 1 ? "is" : "are"} not set`,
    details: unset.map((finding) => `${placeOf(finding)} ${finding.message}`),
    next: `set them in the environment or in .env${isNeeded ? "" : ", or remove the connections that read them"}`,
  });
}

function isUnsetVariable({ code }: Diagnostic): boolean {
  return code === "missing-variable" || code === "unused-connection";
}

/** Whether a finding says what a pending one says, with what the rules make of it. */
function isAbout(pending: Diagnostic): (finding: Diagnostic) => boolean {
  return (finding) => placeOf(finding) === placeOf(pending) && finding.message.includes(pending.message);
}

/** What was found in the files of rules. */
export function checkRules(folder: string, compiled: Attempt<ReadRules>): Check {
  const name = "rules";
  if (compiled.value === null) {
    return found("failed", { name, message: compiled.problem, next: "create it; --rules names another folder" });
  }
  const { rules, inRules } = compiled.value;
  if (rules.length === 0 && inRules.length === 0) {
    const next = "write a rule, such as the one in the README";
    return found("warning", { name, message: `${folder} holds no rule: the engine would only store events`, next });
  }
  const count = countOf(rules.length, "rule");
  return describeFindings({
    name,
    findings: inRules,
    problems: [],
    placeFor: () => folder,
    good: `${count} without errors`,
    next: lintShows(),
  });
}

/** `problems` count as errors in the environment. */
function describeFindings(report: {
  readonly name: "configuration" | "rules";
  readonly findings: readonly Diagnostic[];
  readonly problems: readonly string[];
  /** Where a finding is said to be. */
  readonly placeFor: (finding: Diagnostic) => string;
  readonly good: string;
  readonly next: string;
}): Check {
  const { name, findings, problems, placeFor } = report;
  if (findings.length + problems.length === 0) return good(name, report.good);
  const told = [
    ...findings.map((finding) => ({ place: placeFor(finding), severity: finding.severity })),
    ...problems.map(() => ({ place: ENVIRONMENT, severity: "error" })),
  ];
  const counts = [...new Set(told.map(({ place }) => place))].map((place) => {
    const here = told.filter((each) => each.place === place).map(({ severity }) => severity);
    const errors = here.filter((severity) => severity === "error").length;
    const both = [countOf(errors, "error"), countOf(here.length - errors, "warning")];
    return `${place}: ${both.filter((count) => !count.startsWith("0 ")).join(", ")}`;
  });
  // Lint takes the sample as it is.
  const isOnlySample = problems.length === 0 && findings.every(({ code }) => code === "sample-value");
  return found(told.some(({ severity }) => severity === "error") ? "failed" : "warning", {
    name,
    message: counts.join("; "),
    details: [...findings.map(formatFinding), ...problems],
    next: isOnlySample ? "write your own values" : report.next,
  });
}

function formatFinding(finding: Diagnostic): string {
  const { severity, message, code, hint } = finding;
  return `${placeOf(finding)} ${severity} ${message} [${code}]${hint === null ? "" : `; ${hint}`}`;
}
