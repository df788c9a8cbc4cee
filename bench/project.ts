import { join } from "node:path";
import { compileConfig } from "../src/compile/config/config-file.ts";
import type { CompiledConfig } from "../src/compile/config/config-file.ts";
import { compileRules } from "../src/compile/rules/compile.ts";
import { digest } from "../src/system.ts";
import type { Rule } from "../src/core/model/ruleset/rule.ts";
import type { Settings } from "../src/core/model/ruleset/settings.ts";

/** The checkout that is measured. */
export const PROJECT = join(import.meta.dirname, "..");

/** The program as it is shipped. */
export const MAIN = join(PROJECT, "dist", "main.js");

/** The configuration of every benchmark; `crmUrl` is where connection `crm` goes. */
export function configText(crmUrl = "http://127.0.0.1:1"): string {
  return `version: 1
timezone: America/New_York
heymarket: { sender: 61 }
inboxes: { front_desk: 301, billing: 302 }
connections:
  crm: { base_url: "${crmUrl}", rate: 9999/s }
`;
}

/** One call to the CRM for every question about a price. */
export const CRM_RULE = `version: 1
rules:
  price-to-crm:
    on: message_recieved
    if: { text: { words: [price, quote] } }
    do:
      - http:
          connection: crm
          method: POST
          path: /leads
          json: { phone: "{{ contact.phone }}", text: "{{ event.text }}" }
`;

/** Compiles a configuration. @throws Error when it has a mistake. */
export function compileBenchConfig(text: string): CompiledConfig {
  const compiled = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: false });
  if (compiled.config === null) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.config;
}

/** Compiles rule files. @throws Error when one has a mistake. */
export function compileBenchRules(texts: readonly string[], settings: Settings): readonly Rule[] {
  const sources = texts.map((text, index) => ({ file: `rules-${index}.yaml`, text }));
  const { rules, diagnostics } = compileRules({ sources, settings, digest, strict: false });
  if (rules.length === 0 || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return rules;
}
