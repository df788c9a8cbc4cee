import type { Alarm } from "../core/alarm/alarm.ts";

/** Where alarms go. */
export interface Alarms {
  /** Has an alarm told to whoever is configured, some time; returns at once and never throws. */
  raise(alarm: Alarm): void;
}
