import { hasPlaceholder } from "../../compile/config/environment.ts";
import { loadRuleSources } from "../../compile/load.ts";
import { readConfig, readRemoteAccess } from "../../config.ts";
import { readEnvironment } from "../../config-environment.ts";
import type { Environment } from "../../config-environment.ts";
import type { ConfigResult, RemoteAccess } from "../../config.ts";
import { placeOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Rule } from "../../core/model/rule.ts";
import type { Connection } from "../../ports/connection.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { countOf } from "../../show/count-of.ts";
import type { Check } from "./doctor-check.ts";
import { found, good, skipped } from "./doctor-check.ts";
import { ownCommand } from "../own-command.ts";
import { actsThroughHeymarket, compileProject } from "../project.ts";

/** What can be known of a project, however little of it there is. */
export interface ExaminedProject {
  /** Null when the configuration has errors. */
  readonly named: ConfigResult["named"];
  /** What is known of Heymarket, or why it cannot be read. */
  readonly access: Attempt<RemoteAccess>;
  /** Whether Heymarket is a fake on this machine. */
  readonly isSandbox: boolean;
  /** Which parts of an API Secret are not set. */
  readonly missingSecrets: readonly string[];
  /** URL of the store; null when only the configuration could tell. */
  readonly store: string | null;
  readonly rulesInForce: readonly Rule[];
  readonly checks: readonly Check[];
}

/** Reads a project and checks what needs neither network nor store. What cannot be read is a failed check. */
export async function examineProject(context: CliContext, globals: GlobalOptions): Promise<ExaminedProject> {
  const input = { file: globals.config, environment: context.environment };
  const loose = await attempt(() => readConfig({ ...input, requireSecrets: false }));
  const strict = await attempt(() => readConfig({ ...input, requireSecrets: true }));
  const result = strict.value;
  const named = result?.named ?? null;
  const access: Attempt<RemoteAccess> =
    named === null ? await attempt(() => readRemoteAccess(input)) : { value: named, problem: null };
  const compiled =
    result === null || named === null ? null : await attempt(() => readRules(globals.rules, { result, named }));
  const rulesInForce = compiled?.value?.rules.filter(({ enabled }) => enabled === "on") ?? [];
  const findings = compiled?.value?.inConfig ?? result?.diagnostics ?? [];
  const environment = await attempt(() => readEnvironment(input));
  return {
    named,
    access,
    isSandbox: result?.isSandbox ?? false,
    missingSecrets: missingSecrets(environment.value ?? {}),
    store: named?.store ?? environment.value?.["HEYRULES_STORE"] ?? null,
    rulesInForce,
    checks: [
      checkConfiguration(globals.config, strict, { findings, problems: loose.value?.problems ?? [] }),
      checkVariables(globals.config, strict, findings),
      compiled === null
        ? skipped("rules", `rules name what ${globals.config} configures, which has errors`)
        : checkRules(globals.rules, compiled),
      checkConnections(named, rulesInForce),
      checkWebhook(access),
    ],
  };
}

/** A part may also be given as a file. */
function missingSecrets(environment: Environment): readonly string[] {
  const isGiven = (name: string): boolean => (environment[name] ?? environment[`${name}_FILE`]) !== undefined;
  return ["HEYMARKET_API_SECRET_ID", "HEYMARKET_API_SECRET_KEY"].filter((name) => !isGiven(name));
}

/** What was read, or the sentence that says why it cannot be. */
export type Attempt<Value> =
  { readonly value: Value; readonly problem: null } | { readonly value: null; readonly problem: string };

async function attempt<Value>(read: () => Value | Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await read(), problem: null };
  } catch (error) {
    if (error instanceof EngineError) return { value: null, problem: error.message };
    throw error;
  }
}

/** Rules, what was found in their files, and what `start` finds in the configuration once it knows them. */
interface ReadRules {
  readonly rules: readonly Rule[];
  readonly inRules: readonly Diagnostic[];
  readonly inConfig: readonly Diagnostic[];
}

async function readRules(
  folder: string,
  { result, named }: { readonly result: ConfigResult; readonly named: NonNullable<ConfigResult["named"]> },
): Promise<ReadRules> {
  const sources = await loadRuleSources(folder);
  const { rules, diagnostics } = compileProject(result, { named, sources, requireSecrets: true });
  const isInRules = (finding: Diagnostic): boolean => sources.some(({ file }) => file === finding.file);
  return {
    rules,
    inRules: diagnostics.filter(isInRules),
    inConfig: diagnostics.filter((finding) => !isInRules(finding)),
  };
}

function checkConfiguration(
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

function checkVariables(file: string, config: Attempt<ConfigResult>, findings: readonly Diagnostic[]): Check {
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

function checkRules(folder: string, compiled: Attempt<ReadRules>): Check {
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

/** Whether each connection that a rule in force calls has what it takes to be called. None of them is. */
function checkConnections(named: ConfigResult["named"], rules: readonly Rule[]): Check {
  const name = "connections";
  if (named === null) return skipped(name, "not known, as long as the configuration has errors");
  const used = new Map<string, string>();
  for (const rule of rules) {
    for (const connection of connectionsOf(rule)) if (!used.has(connection)) used.set(connection, rule.id);
  }
  const connections = named.connections.filter((connection) => used.has(connection.name));
  const incomplete = connections.filter((connection) => missingParts(connection).length > 0);
  if (incomplete.length > 0) {
    return found("failed", {
      name,
      message: "a rule in force calls what cannot be called",
      details: incomplete.map(
        (connection) =>
          `${connection.name} lacks its ${missingParts(connection).join(" and ")}; rule ${used.get(connection.name) ?? ""} calls it`,
      ),
      next: "set the variables above in the environment or in .env",
    });
  }
  const names = connections.map((connection) => connection.name).join(", ");
  return good(name, names === "" ? "no rule in force calls any" : `${names}: address and secret are set (not called)`);
}

function connectionsOf(rule: Rule): readonly string[] {
  return rule.program.flatMap((instruction) =>
    instruction.op === "effect" && "connection" in instruction.effect ? [instruction.effect.connection] : [],
  );
}

function missingParts({ url, auth }: Connection): readonly string[] {
  const secret = Object.values(auth).some(hasPlaceholder);
  return [...(hasPlaceholder(url) ? ["address"] : []), ...(secret ? ["secret"] : [])];
}

function checkWebhook(access: Attempt<RemoteAccess>): Check {
  const name = "webhook";
  const next = "copy the token from Heymarket, Settings > Integrations > API, into .env as HEYMARKET_WEBHOOK_TOKEN";
  if (access.value === null) return found("failed", { name, message: access.problem, next: "make it readable" });
  const { sources } = access.value;
  if (sources.every(({ tokens }) => tokens.length === 0)) {
    return found("failed", { name, message: "no verification token is set: no delivery could be believed", next });
  }
  const lines = sources.map((source) => `${source.name}: ${countOf(source.tokens.length, "token")}`).join(", ");
  const empty = sources.filter(({ tokens }) => tokens.length === 0);
  if (empty.length === 0) return good(name, `tokens are set (${lines})`);
  const message = `a source accepts no token: ${empty.map((source) => source.name).join(", ")}`;
  return found("failed", { name, message, next: "set the variables above in the environment or in .env" });
}

/** Whether a rule of the project needs Heymarket's API; its id, or null. */
export function ruleForHeymarket({ rulesInForce }: ExaminedProject): string | null {
  return rulesInForce.find(actsThroughHeymarket)?.id ?? null;
}
