import { compileRules } from "../../src/compile/rules/compile.ts";
import type { Compilation } from "../../src/compile/rules/compile.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { sha256 } from "./compile.ts";
import { makeSettings } from "./make.ts";

/** Compiles the text below `rules:` of one file against `makeSettings`; throws on an error, warnings are fine. */
export function compileBody(body: string, settings: Settings = makeSettings()): Compilation {
  const text = `version: 1\nrules:\n${body.replace(/^(?=.)/gm, "  ")}\n`;
  const compiled = compileRules({ sources: [{ file: "rules.yaml", text }], settings, strict: false, digest: sha256 });
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  return compiled;
}

/** The one rule of a body whose lines stand below `r:`. */
export function compileOne(lines: readonly string[], settings?: Settings): Rule {
  const { rules } = compileBody(["r:", ...lines.map((line) => `  ${line}`)].join("\n"), settings);
  const [rule] = rules;
  if (rule === undefined) throw new Error("no rule");
  return rule;
}
