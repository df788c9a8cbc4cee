// Looks at the types and lints in one process: what rules ask of types, the compiler has found out already. Ends with exit code 1 and the
// findings of both, when there are any.
import { ESLint } from "eslint";
import ts from "typescript";
import { ROOT } from "./ensure.mjs";

const program = readProgram();
const mistakes = ts.getPreEmitDiagnostics(program);
process.stdout.write(
  ts.formatDiagnostics(mistakes, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => "\n",
  }),
);

const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: { languageOptions: { parserOptions: { programs: [program] } } },
});
const results = await eslint.lintFiles(["."]);
const formatter = await eslint.loadFormatter("stylish");
process.stdout.write(await formatter.format(results));
if (mistakes.length > 0 || results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) {
  process.exitCode = 1;
}

function readProgram() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile("tsconfig.json", {}, host);
  if (errors.length > 0) fail(errors[0]);
  return ts.createProgram({ rootNames: fileNames, options });
}

function fail({ messageText }) {
  throw new Error(`tsconfig.json: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
