import { compileRules } from "../../compile/rules/compile.ts";
import type { Compilation } from "../../compile/rules/compile.ts";
import { hasPlaceholder } from "../../compile/config/environment.ts";
import { loadRuleSources } from "../../compile/load.ts";
import { readConfig, readEnvironment, readRemoteAccess } from "../../config.ts";
import type { ConfigResult, RemoteAccess } from "../../config.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Rule } from "../../core/model/rule.ts";
import type { Settings } from "../../core/model/settings.ts";
import type { Connection } from "../../ports/connection.ts";
import { digest } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { countOf } from "../../show/count-of.ts";
import type { Check } from "./doctor-check.ts";
import { found, good, skipped } from "./doctor-check.ts";
import { actsThroughHeymarket } from "../project.ts";

/** What can be known of a project, however little of it there is. */
export interface ExaminedProject {
  /** Null when the configuration has errors. */
  readonly named: ConfigResult["named"];
  /** What is known of Heymarket, or why it cannot be read. */
  readonly access: Attempt<RemoteAccess>;
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
  const named = strict.value?.named ?? null;
  const access: Attempt<RemoteAccess> =
    named === null ? await attempt(() => readRemoteAccess(input)) : { value: named, problem: null };
  const compiled = named === null ? null : await attempt(() => compile(globals.rules, named.settings));
  const rulesInForce = compiled?.value?.rules.filter(({ enabled }) => enabled !== "off") ?? [];
  const environment = await attempt(() => readEnvironment(input));
  return {
    named,
    access,
    store: named?.store ?? environment.value?.["HEYRULES_STORE"] ?? null,
    rulesInForce,
    checks: [
      checkConfiguration(globals.config, strict, loose.value?.problems ?? []),
      checkVariables(globals.config, strict),
      compiled === null
        ? skipped("rules", `rules name what ${globals.config} configures, which has errors`)
        : checkRules(globals.rules, compiled),
      checkConnections(named, rulesInForce),
      checkWebhook(access),
    ],
  };
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

function compile(folder: string, settings: Settings): Promise<Compilation> {
  return loadRuleSources(folder).then((sources) => compileRules({ sources, settings, digest, strict: false }));
}

function checkConfiguration(file: string, config: Attempt<ConfigResult>, problems: readonly string[]): Check {
  const name = "configuration";
  if (config.value === null) {
    return found("failed", { name, message: config.problem, next: "correct it; --config names another file" });
  }
  const findings = config.value.diagnostics.filter((finding) => !isMissingVariable(finding));
  return describeFindings({ name, where: file, findings, problems, good: `${file} has no errors` });
}

function checkVariables(file: string, config: Attempt<ConfigResult>): Check {
  const name = "variables";
  if (config.value === null) return skipped(name, `not known which, as long as ${file} cannot be read`);
  const missing = config.value.diagnostics.filter(isMissingVariable);
  if (missing.length === 0) return good(name, `every variable that ${file} names is set`);
  return found("failed", {
    name,
    message: `${file} names ${countOf(missing.length, "variable")} that ${missing.length === 1 ? "is" : "are"} not set`,
    details: missing.map(({ file: at, line, column, message }) => `${at}:${line}:${column} ${message}`),
    next: "set them in the environment or in .env",
  });
}

function isMissingVariable({ code }: Diagnostic): boolean {
  return code === "missing-variable";
}

function checkRules(folder: string, compiled: Attempt<Compilation>): Check {
  const name = "rules";
  if (compiled.value === null) {
    return found("failed", { name, message: compiled.problem, next: "create it; --rules names another folder" });
  }
  const { rules, diagnostics } = compiled.value;
  if (rules.length === 0 && diagnostics.length === 0) {
    const next = "write a rule, such as the one in the README";
    return found("warning", { name, message: `${folder} holds no rule: the engine would only store events`, next });
  }
  const count = countOf(rules.length, "rule");
  return describeFindings({
    name,
    where: folder,
    findings: diagnostics,
    problems: [],
    good: `${count} without errors`,
  });
}

/** `problems` count as errors. */
function describeFindings(report: {
  readonly name: "configuration" | "rules";
  readonly where: string;
  readonly findings: readonly Diagnostic[];
  readonly problems: readonly string[];
  readonly good: string;
}): Check {
  const { name, where, findings, problems } = report;
  if (findings.length + problems.length === 0) return good(name, report.good);
  const errors = problems.length + findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length + problems.length - errors;
  const counts = [countOf(errors, "error"), countOf(warnings, "warning")].filter((count) => !count.startsWith("0 "));
  return found(errors > 0 ? "failed" : "warning", {
    name,
    message: `${where}: ${counts.join(", ")}`,
    details: [...findings.map(formatFinding), ...problems],
    next: "heyrules lint shows the lines",
  });
}

function formatFinding({ file, line, column, severity, message, code, hint }: Diagnostic): string {
  return `${file}:${line}:${column} ${severity} ${message} [${code}]${hint === null ? "" : `; ${hint}`}`;
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
