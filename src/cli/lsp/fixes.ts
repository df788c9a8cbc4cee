import type { CodeAction, Diagnostic as EditorDiagnostic } from "vscode-languageserver/node";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { withBatch } from "../lint/lint-fix.ts";
import { fixOf } from "../lint/lint-fixes.ts";

/** What `lint --fix` would do about findings of one file, one action each; none that would bring an error. */
export async function fixActions(
  findings: readonly { readonly finding: Diagnostic; readonly shown: EditorDiagnostic }[],
  {
    texts,
    file,
    uri,
    check,
  }: {
    readonly texts: ReadonlyMap<string, string>;
    readonly file: string;
    readonly uri: string;
    readonly check: (texts: ReadonlyMap<string, string>) => Promise<readonly Diagnostic[]>;
  },
): Promise<readonly CodeAction[]> {
  const actions: CodeAction[] = [];
  for (const { finding, shown } of findings) {
    const fix = fixOf(finding, texts.get(file) ?? "");
    if (fix === null || (await withBatch(check, { texts, file, batch: [fix] })) === null) continue;
    const line = fix.line - 1;
    const range = { start: { line, character: 0 }, end: { line, character: fix.before.length } };
    actions.push({
      title: `Write: ${fix.after.trim()}`,
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [shown],
      edit: { changes: { [uri]: [{ range, newText: fix.after }] } },
    });
  }
  return actions;
}
