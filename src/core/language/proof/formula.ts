import type { JsonLogic } from "../../model/ruleset/rule.ts";
import type { JsonValue } from "../../base/json.ts";

/** One question about one value of the data, such as whether `event.text` has the word "price". */
export interface Atom {
  /** Two atoms with one key come out alike on every event. */
  readonly key: string;
  /** The data path it asks about; of what cannot be looked into, its key. */
  readonly field: string;
  /** The operation; null when it cannot be looked into. */
  readonly operation: string | null;
  /** Whether it asks about the number that a text is. */
  readonly isOfNumber: boolean;
  readonly wanted: JsonValue;
  /** Its JSON Logic over `{ value, now }`. */
  readonly logic: JsonLogic;
  /** What was written. */
  readonly written: string;
  /** Why it cannot be looked into; null when it can. */
  readonly whyOpaque: Opacity | null;
  /** Key of the atom that cannot hold together with this one: of a question that may end in an error, that it is denied. */
  readonly contrary?: string;
}

/** Why a leaf is taken as a whole. */
export type Opacity = "logic" | "two-fields" | "variable" | "absence";

/** A question and its answer. */
export interface Literal {
  readonly kind: "literal";
  readonly atom: Atom;
  readonly holds: boolean;
}

/** A condition as a proof works with it: `not` stands at the atoms only. */
export type Formula = Literal | { readonly kind: "all" | "any"; readonly parts: readonly Formula[] };

/** What always holds. */
export const ALWAYS: Formula = { kind: "all", parts: [] };
/** What never holds. */
export const NEVER: Formula = { kind: "any", parts: [] };

/** All of some formulas, or any of them. */
export function joined(kind: "all" | "any", parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const ends = kind === "all" ? "any" : "all";
  if (flat.some((part) => part.kind === ends && part.parts.length === 0)) return ends === "any" ? NEVER : ALWAYS;
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : { kind, parts: flat };
}

/** What holds exactly when a formula does not. */
export function negated(formula: Formula): Formula {
  if (formula.kind === "literal") return { ...formula, holds: !formula.holds };
  return joined(formula.kind === "all" ? "any" : "all", formula.parts.map(negated));
}

/** A question with the answer yes. */
export function literal(atom: Atom): Literal {
  return { kind: "literal", atom, holds: true };
}

/** The atoms of a formula, each as often as it stands there. */
export function atomsOf(formula: Formula): readonly Atom[] {
  return formula.kind === "literal" ? [formula.atom] : formula.parts.flatMap(atomsOf);
}
