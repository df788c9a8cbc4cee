import type { Formula, Literal } from "./formula.ts";
import type { FieldValues } from "./refutation.ts";
import { isRefuted } from "./refutation.ts";

/** What a search is given. */
export interface SearchInput<Example> {
  readonly valuesOf: (field: string) => FieldValues;
  /** How many ways to fulfil it are looked at, at most. */
  readonly mostSteps: number;
  /** Makes an example of answers and tries it; null when it is none. Absent: what may be is `open`. */
  readonly exampleOf?: (literals: readonly Literal[]) => Example | null;
}

/** Whether anything fulfils a formula. `open`: nothing was found, and it is not proved that there is nothing. */
export type SearchResult<Example> =
  | { readonly kind: "found"; readonly example: Example }
  /** `fields`: those of which no value is left. */
  | { readonly kind: "none"; readonly fields: readonly string[] }
  | { readonly kind: "open"; readonly ways: readonly (readonly Literal[])[]; readonly isTooLarge: boolean };

/** Ways of which an example failed are kept for the reason; with more, the search ends. */
const MOST_FAILED_WAYS = 40;

/**
 * Looks for answers to the questions of a formula that fulfil it and that values can give. `none` is proved: every way to fulfil
 * it asks a field for what no value answers. `found` was tried. The search ends after `mostSteps`.
 */
export function search<Example>(formula: Formula, input: SearchInput<Example>): SearchResult<Example> {
  const state: SearchState<Example> = {
    ...input,
    left: input.mostSteps,
    refuted: new Map(),
    fields: new Set(),
    ways: [],
  };
  const example = visit([formula], [], state);
  if (example !== null) return { kind: "found", example };
  const isTooLarge = state.left < 0;
  if (state.ways.length > 0 || isTooLarge) return { kind: "open", ways: state.ways, isTooLarge };
  return { kind: "none", fields: [...state.fields] };
}

interface SearchState<Example> extends SearchInput<Example> {
  left: number;
  /** By the answers wanted of one field. */
  readonly refuted: Map<string, boolean>;
  readonly fields: Set<string>;
  readonly ways: (readonly Literal[])[];
}

/** An example among the ways to fulfil all of `open` beside the answers chosen; null when the search goes on elsewhere. */
function visit<Example>(
  open: readonly Formula[],
  chosen: readonly Literal[],
  state: SearchState<Example>,
): Example | null {
  state.left -= 1;
  if (isOver(state)) return null;
  const { literals, choices } = sorted(open);
  const added = distinct(literals.filter((one) => !chosen.some((other) => isSame(one, other))));
  const answers = [...chosen, ...added];
  const fields = new Set(added.map(({ atom }) => atom.field));
  for (const field of fields) {
    if (!hasNoValue(field, answers, state)) continue;
    state.fields.add(field);
    return null;
  }
  const left = choices.filter(
    (choice) => !choice.some((part) => part.kind === "literal" && answers.some((one) => isSame(one, part))),
  );
  const [next, ...others] = left.toSorted((one, other) => one.length - other.length);
  if (next === undefined) return exampleAt(answers, state);
  const rest = others.map((parts): Formula => ({ kind: "any", parts }));
  for (const part of next) {
    const example = visit([part, ...rest], answers, state);
    if (example !== null || isOver(state)) return example;
  }
  return null;
}

function isOver({ left, ways, exampleOf }: SearchState<unknown>): boolean {
  return left < 0 || ways.length >= (exampleOf === undefined ? 1 : MOST_FAILED_WAYS);
}

function exampleAt<Example>(answers: readonly Literal[], { exampleOf, ways }: SearchState<Example>): Example | null {
  const example = exampleOf?.(answers) ?? null;
  if (example === null) ways.push(answers);
  return example;
}

/** The literals that must hold, and the choices that are left. */
function sorted(open: readonly Formula[]): {
  readonly literals: readonly Literal[];
  readonly choices: readonly (readonly Formula[])[];
} {
  const literals: Literal[] = [];
  const choices: (readonly Formula[])[] = [];
  const waiting = [...open];
  for (let formula = waiting.pop(); formula !== undefined; formula = waiting.pop()) {
    if (formula.kind === "literal") literals.push(formula);
    else if (formula.kind === "all") waiting.push(...formula.parts);
    else choices.push(formula.parts);
  }
  return { literals, choices };
}

function hasNoValue(field: string, answers: readonly Literal[], { refuted, valuesOf }: SearchState<unknown>): boolean {
  const asked = answers.filter(({ atom }) => atom.field === field);
  const key = asked
    .map(({ atom, holds }) => `${String(holds)} ${atom.key}`)
    .sort()
    .join("\n");
  const known = refuted.get(key);
  if (known !== undefined) return known;
  const isNone = isRefuted(asked, valuesOf(field));
  refuted.set(key, isNone);
  return isNone;
}

function distinct(literals: readonly Literal[]): readonly Literal[] {
  return literals.filter((one, index) => !literals.slice(0, index).some((other) => isSame(one, other)));
}

function isSame(one: Literal, other: Literal): boolean {
  return one.atom.key === other.atom.key && one.holds === other.holds;
}
