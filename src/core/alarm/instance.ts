/** An engine on a store that several share, as it shows itself to the others. */
export interface Instance {
  /** Of this start of it. */
  readonly id: string;
  /** Where it runs, for people: host and process. */
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  /** Digest of the rules it goes by; the same for the same. */
  readonly rules: string;
  /** Digests of the settings it goes by, by the key of heyrules.yaml that they stand below. */
  readonly settings: Readonly<Record<string, string>>;
}

/** In what the others on a store go by something else than an engine, as it saw them last. */
export interface Difference {
  /** As a sentence. */
  readonly what: string;
  /** For how long, milliseconds. */
  readonly forMs: number;
  /** Whether that is longer than it takes to give new files to one engine after the other. */
  readonly hasLasted: boolean;
}

/**
 * In what others go by something else than an engine, in few words; null when all go by the same. Of settings it names the keys
 * of heyrules.yaml, never what stands there. Whichever takes an event evaluates it by what it goes by itself, so the same text
 * would be answered now so, now otherwise.
 */
export function differenceOf(own: Instance, others: readonly Instance[]): string | null {
  const differing = others.filter((other) => other.rules !== own.rules || keysThatDiffer(own, other).length > 0);
  if (differing.length === 0) return null;
  const keys = [...new Set(differing.flatMap((other) => keysThatDiffer(own, other)))].toSorted();
  const parts = [
    ...(differing.some(({ rules }) => rules !== own.rules) ? ["rules"] : []),
    ...(keys.length === 0 ? [] : [`settings (${keys.join(", ")})`]),
  ];
  const names = differing.map(({ name, version }) => (version === own.version ? name : `${name} (release ${version})`));
  return `${names.join(", ")} ${names.length === 1 ? "goes" : "go"} by other ${parts.join(" and ")} than ${own.name}`;
}

/** One that another release does not know differs, too. */
function keysThatDiffer(own: Instance, other: Instance): readonly string[] {
  const keys = new Set([...Object.keys(own.settings), ...Object.keys(other.settings)]);
  return [...keys].filter((key) => own.settings[key] !== other.settings[key]);
}
