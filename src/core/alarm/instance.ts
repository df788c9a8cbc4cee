/** An engine on a store that several share, as it shows itself to the others. */
export interface Instance {
  /** Of this start of it. */
  readonly id: string;
  /** Where it runs, for people: host and process. */
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  /** Digests of the rules and of the settings it goes by; the same for the same. */
  readonly rules: string;
  readonly settings: string;
}

/**
 * In what others go by something else than an engine, in few words; null when all go by the same. Whichever takes an event
 * evaluates it by what it goes by itself, so the same text would be answered now so, now otherwise.
 */
export function differenceOf(own: Instance, others: readonly Instance[]): string | null {
  const differing = others.filter(({ rules, settings }) => rules !== own.rules || settings !== own.settings);
  if (differing.length === 0) return null;
  const parts = (["rules", "settings"] as const).filter((part) => differing.some((other) => other[part] !== own[part]));
  const names = differing.map(({ name, version }) => (version === own.version ? name : `${name} (release ${version})`));
  return `${names.join(", ")} ${names.length === 1 ? "goes" : "go"} by other ${parts.join(" and ")} than ${own.name}`;
}
