import { test } from "vitest";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { compileRules } from "../../src/compile/compile.ts";
import { compileConfig } from "../../src/compile/config-file.ts";
import { formatDiagnostic } from "../../src/core/diagnostic.ts";
test("x", () => {
  const dir = "/work/shared/examples/rules/";
  const { config, diagnostics } = compileConfig({ file: "heyrules.yaml", text: readFileSync("/work/shared/examples/heyrules.yaml", "utf8"), environment: {}, requireEnvironment: false });
  console.log(diagnostics);
  if (!config) return;
  const sources = readdirSync(dir).map((file) => ({ file, text: readFileSync(dir + file, "utf8") }));
  const r = compileRules({ sources, settings: config.settings, strict: true, digest: (t) => createHash("sha256").update(t).digest("hex") });
  for (const d of r.diagnostics) console.log(formatDiagnostic(d));
  console.log(JSON.stringify(r.rules, null, 1).replace(/"at": \{\s*"line": (\d+),\s*"column": (\d+)\s*\}/g, '"at":"$1:$2"'));
  console.log(JSON.stringify(r.tests[0], null, 1), r.tests.length);
});
