import type { Pause } from "../../core/model/decision.ts";
import { pauseKey } from "../../core/model/decision.ts";
import { toSecond } from "../text/instants.ts";
import { printable } from "../text/printable.ts";

/** The sentence on what goes out no more, since when, by whom and why. */
export function describePause(pause: Pause, zone: string): string {
  const why = pause.reason === null ? "" : `: ${printable(pause.reason)}`;
  return `paused now: ${printable(pauseKey(pause))}, since ${toSecond(pause.since, zone)} by ${printable(pause.by)}${why}`;
}
