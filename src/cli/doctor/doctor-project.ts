import { loadRuleSources, loadText } from "../../compile/load.ts";
import { parseDocument } from "../../compile/yaml/document.ts";
import { readConfig, readRemoteAccess } from "../../config/config.ts";
import { readEnvironment } from "../../config/environment.ts";
import type { Environment } from "../../config/environment.ts";
import type { ConfigResult, RemoteAccess } from "../../config/config.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import type { Attempt, Check } from "../../doctor/check.ts";
import { skipped } from "../../doctor/check.ts";
import type { Examined } from "../../doctor/examined.ts";
import { checkProxy } from "../../doctor/proxy.ts";
import { checkWebhook } from "../../doctor/webhook.ts";
import type { ReadRules } from "./doctor-findings.ts";
import { checkConfiguration, checkRules, checkVariables } from "./doctor-findings.ts";
import { actsThroughHeymarket, compileProject } from "../project.ts";

/** What is known of a project. */
export interface ExaminedProject extends Examined {
  readonly named: ConfigResult["named"];
  /** URL of the store; null when only the configuration could tell. */
  readonly store: string | null;
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
    ruleForHeymarket: rulesInForce.find(actsThroughHeymarket)?.id ?? null,
    secretVariables: (await attempt(() => readSecretVariables(globals.config))).value ?? {},
    checks: [
      checkConfiguration(globals.config, strict, { findings, problems: loose.value?.problems ?? [] }),
      checkVariables(globals.config, strict, findings),
      compiled === null
        ? skipped("rules", `rules name what ${globals.config} configures, which has errors`)
        : checkRules(globals.rules, compiled),
      ...checkProxy(named, access),
      checkWebhook(access),
    ],
  };
}

/** A part may also be given as a file. */
function missingSecrets(environment: Environment): readonly string[] {
  const isGiven = (name: string): boolean => (environment[name] ?? environment[`${name}_FILE`]) !== undefined;
  return ["HEYMARKET_API_SECRET_ID", "HEYMARKET_API_SECRET_KEY"].filter((name) => !isGiven(name));
}

/** As they are written, whether they are set or not. */
async function readSecretVariables(file: string): Promise<ExaminedProject["secretVariables"]> {
  const { document } = parseDocument({ file, text: await loadText(file) });
  const connections = ownValue(document?.data ?? null, "connections");
  if (!isJsonObject(connections)) return {};
  return Object.fromEntries(
    Object.entries(connections).map(([name, written]) => {
      const auth = JSON.stringify(ownValue(written, "auth"));
      return [name, [...auth.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map((match) => match[1] ?? "")];
    }),
  );
}

async function attempt<Value>(read: () => Value | Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await read(), problem: null };
  } catch (error) {
    if (error instanceof EngineError) return { value: null, problem: error.message };
    throw error;
  }
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
