import type pico from "picocolors";
import type { Settings } from "../../core/model/ruleset/settings.ts";

/** Colours where the terminal has them. */
export type Style = ReturnType<typeof pico.createColors>;

/** How lines are to look. */
export interface Look {
  readonly style: Style;
  /** Whether instants are shown in UTC instead of the configured zone. */
  readonly utc: boolean;
}

/** The zone in which people are shown instants: the configured one, or UTC when asked for or not known. */
export function shownZone({ utc }: Pick<Look, "utc">, settings: Pick<Settings, "timezone"> | null): string {
  return utc || settings === null ? "UTC" : settings.timezone;
}
