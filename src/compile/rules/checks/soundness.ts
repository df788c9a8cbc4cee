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
  const file = placesOf(mistakes);
  const placeAt = (path: Path): Place | undefined =>
    path.reduce<Place | undefined>((place, segment) => place?.inside.get(segment), file);
  return {
    isSound: (path) => mistakes.length === 0 || placeAt(path) === undefined,
    isAtFault: (path) => placeAt(path)?.isMistake === true,
    isSoundStep: (path) => {
      const step = placeAt(path);
      return step === undefined || isSoundBeside(step);
    },
  };
}

/** What holds mistakes, by the key or index that leads to each part of it: of thousands, a path finds its own. */
interface Place {
  isMistake: boolean;
  readonly inside: Map<string | number, Place>;
}

function placesOf(mistakes: readonly Path[]): Place {
  const file: Place = { isMistake: false, inside: new Map() };
  for (const path of mistakes) {
    let place = file;
    for (const segment of path) {
      const part = place.inside.get(segment) ?? { isMistake: false, inside: new Map() };
      place.inside.set(segment, part);
      place = part;
    }
    place.isMistake = true;
  }
  return file;
}

const STEP_LISTS: readonly (string | number)[] = ["do", "else", "on_error", "no_answer", "refused", "timed_out"];

/** Whether all mistakes are inside steps that it holds. */
function isSoundBeside({ isMistake, inside }: Place, isList = false): boolean {
  const isStep = (segment: string | number): boolean => isList && typeof segment === "number";
  return (
    !isMistake &&
    [...inside].every(([segment, part]) => isStep(segment) || isSoundBeside(part, STEP_LISTS.includes(segment)))
  );
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
