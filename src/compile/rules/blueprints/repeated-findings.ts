import type { Diagnostic } from "../../../core/base/diagnostic.ts";

/** Findings with one for each mistake in a blueprint: it names all the rules for which it was found. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byMistake = new Map<string, Diagnostic>();
  const others: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { rules } = diagnostic;
    if (rules === undefined) {
      others.push(diagnostic);
      continue;
    }
    const mistake = mistakeOf(diagnostic);
    const earlier = byMistake.get(mistake);
    const all = [...(earlier?.rules ?? []), ...rules];
    byMistake.set(mistake, { ...(earlier ?? diagnostic), rules: [...new Set(all)] });
  }
  return [...others, ...byMistake.values()];
}

/** What of a finding is the same for every rule: a message may name the rule in the path of a key. */
function mistakeOf({ file, line, column, code, message, rules = [] }: Diagnostic): string {
  const said = rules.reduce((text, rule) => text.replaceAll(`rules.${rule}.`, ""), message);
  return JSON.stringify([file, line, column, code, said]);
}
