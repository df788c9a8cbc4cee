import { excerptAround } from "../../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { printable, shorten } from "../../text/printable.ts";
import { listed } from "../listed.ts";

/** Text of a rule file that somebody tries. */
export interface Draft {
  readonly yaml: string;
  /** The rule file in whose place it is tried; null for that of no other file. Rules of its names are put aside either way. */
  readonly file: string | null;
}

/** A finding in a draft, as `lint` tells it. */
export interface FindingView {
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The line it stands in, of a long one what is around it. */
  readonly excerpt: string;
  /** Where it stands in the excerpt, counted from 0. */
  readonly mark: number;
  /** What to write; null when there is nothing useful to say. */
  readonly hint: string | null;
}

/** What became of a draft when it was compiled. */
export interface DraftView {
  /** The first of them, at most fifty. */
  readonly findings: readonly FindingView[];
  readonly errors: number;
  readonly warnings: number;
  /** Its rules, the first of them; none when it has an error. */
  readonly rules: readonly DraftRule[];
  /** Rules in force that would be gone with the file it is tried in place of, the first of them. */
  readonly gone: readonly string[];
  /** How many there are beside those that are listed. */
  readonly more: { readonly rules: number; readonly gone: number };
}

/** A draft of which nothing is known. */
export const UNKNOWN_DRAFT: DraftView = {
  ...{ findings: [], errors: 0, warnings: 0, rules: [], gone: [] },
  more: { rules: 0, gone: 0 },
};

/** A rule of a draft. */
export interface DraftRule {
  readonly id: string;
  /** Such as `on`, `shadow` or `canary 25%`. */
  readonly state: string;
  /** Place of the rule in force that it is tried in place of; null for a new one. */
  readonly standsFor: string | null;
}

/** Of each list; the bytes are those of a page. */
const FINDINGS_SHOWN = { most: 50, bytes: 30_000 };
const RULES_SHOWN = { most: 50, bytes: 3_000 };
const WORDS_SHOWN = 1_000;
/** What was found in a draft and what it is tried in place of. */
export function draftView(diagnostics: readonly Diagnostic[], all: Pick<DraftView, "rules" | "gone">): DraftView {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const findings = diagnostics
    .slice(0, FINDINGS_SHOWN.most)
    .map(({ severity, code, message, line, column, excerpt, hint }): FindingView => {
      const words = (text: string): string => shorten(printable(text), WORDS_SHOWN);
      const told = { message: words(message), hint: hint && words(hint) };
      return { severity, code, line, column, ...told, ...cleanAround(excerpt, column) };
    });
  const [rules, gone] = [listed(all.rules, RULES_SHOWN), listed(all.gone, RULES_SHOWN)];
  return {
    ...{ rules: rules.rows, gone: gone.rows, errors, warnings: diagnostics.length - errors },
    findings: listed(findings, FINDINGS_SHOWN).rows,
    more: { rules: rules.count - rules.rows.length, gone: gone.count - gone.rows.length },
  };
}

/** What is around a column of a line, with a sign for each sign of it, so that what is marked stays where it is. */
function cleanAround(line: string, column: number): Pick<FindingView, "excerpt" | "mark"> {
  const { shown, mark } = excerptAround(line, column);
  return { excerpt: shown.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu, " "), mark };
}
