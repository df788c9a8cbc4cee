import type { Diagnostic } from "../../core/base/diagnostic.ts";
import type { RuleTest } from "../../core/model/ruleset/rule-test.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { parseDocument } from "../yaml/document.ts";
import { createFindings } from "../yaml/findings.ts";
import { compileMocks } from "../rules/tests/rule-tests.ts";
import { validateSchema } from "../yaml/schema/schema.ts";
import type { WrittenTest } from "../generated/written-rule.ts";

/** `dev.yaml`, compiled: what connections answer in `heyrules dev`. */
export interface DevFile {
  /** By name of the connection; one that is not configured is a finding and stands here all the same. */
  readonly mocks: RuleTest["mocks"];
}

/** Compiles `dev.yaml`; null when its shape is wrong. Never throws. */
export function compileDevFile(input: { readonly file: string; readonly text: string; readonly settings: Settings }): {
  readonly devFile: DevFile | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { document, diagnostics } = parseDocument(input);
  if (document === null) return { devFile: null, diagnostics };
  const misfits = [...diagnostics, ...validateSchema({ schema: "dev", document })];
  if (misfits.some(({ severity }) => severity === "error")) return { devFile: null, diagnostics: misfits };
  const findings = createFindings(document);
  const written = document.data as { readonly mocks?: NonNullable<WrittenTest["mocks"]> };
  const mocks = compileMocks(written.mocks, ["mocks"], { findings, settings: input.settings });
  return { devFile: { mocks }, diagnostics: [...misfits, ...findings.list] };
}
