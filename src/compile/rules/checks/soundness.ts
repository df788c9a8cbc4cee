import type { WrittenRule } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";

/** What of a file the schema takes. The rest is reported by the schema, and not looked at any further. */
export interface Soundness {
  /** Whether there is no mistake of shape at a path or below it. */
  readonly isSound: (path: Path) => boolean;
  /** Whether what stands at a path is itself the mistake. */
  readonly isAtFault: (path: Path) => boolean;
  /** Whether there is none in a step, but for the steps inside it: those are looked at one by one. */
  readonly isSoundStep: (path: Path) => boolean;
}

/** The soundness of a file with mistakes of shape at these paths. */
export function soundnessOf(mistakes: readonly Path[]): Soundness {
  const below = (path: Path): readonly Path[] =>
    mistakes
      .filter((mistake) => path.every((segment, index) => mistake[index] === segment))
      .map((mistake) => mistake.slice(path.length));
  return {
    isSound: (path) => below(path).length === 0,
    isAtFault: (path) => below(path).some((rest) => rest.length === 0),
    isSoundStep: (path) => below(path).every(isInsideSteps),
  };
}

const STEP_LISTS: readonly (string | number)[] = ["do", "else", "on_error", "no_answer", "refused", "timed_out"];

function isInsideSteps(rest: Path): boolean {
  return rest.some((segment, index) => STEP_LISTS.includes(segment) && typeof rest[index + 1] === "number");
}

/** Keys of a rule that hold lists or mappings of things that are looked at one by one. */
const PARTED = ["do", "on_error", "vars", "tests"];

/** A rule without the keys that are not as the schema wants them; lists and mappings of parts keep all parts. */
export function soundPart(written: WrittenRule, path: Path, { isSound, isAtFault }: Soundness): Partial<WrittenRule> {
  const isKept = (key: string): boolean => {
    const place = [...path, key];
    return PARTED.includes(key) ? !isAtFault(place) : isSound(place);
  };
  return Object.fromEntries(Object.entries(written).filter(([key]) => isKept(key)));
}
