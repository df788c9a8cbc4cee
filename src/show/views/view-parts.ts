import type { Clock } from "../../ports/system.ts";

/** How what is shown is to be told. */
export interface ViewLook {
  readonly now: number;
  /** IANA zone in which instants are told. */
  readonly zone: string;
}

/** What every view goes by. */
export interface ViewParts {
  readonly clock: Clock;
  /** The zone of the configuration in force. */
  readonly zone: () => string;
}

/** The look of a view that is made now. */
export function lookOf({ clock, zone }: ViewParts): ViewLook {
  return { now: clock.now(), zone: zone() };
}
