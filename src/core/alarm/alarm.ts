/** What alarms can be about, in the words of `alarms.on` in heyrules.yaml. */
export const ALARM_KINDS = [
  "parked",
  "failed",
  "held",
  "undelivered",
  "breaker",
  "silence",
  "disk",
  "engines",
] as const;

/** `parked`: a run or an event waits for a person; `held`: the send gate held a text back; `undelivered`: a text of ours did not arrive; `disk`: the store cannot be written, or what waits in it not be read; `engines`: those on one store go by different rules or settings. */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Something about the engine that an operator wants to be told at once; it holds no text, no number and no words of a remote. */
export interface Alarm {
  readonly kind: AlarmKind;
  /** What it is about, by which it is counted: `rule greet`, `destination crm`; empty when `what` says all. */
  readonly subject: string;
  /** What happened, in few words: `run parked`. */
  readonly what: string;
  /** Id of the run or the event to look at; null when there is none. */
  readonly example: string | null;
}

/** Who is told of which alarms. */
export interface AlarmSettings {
  /** Name of a connection that takes a line to people. */
  readonly notify: string;
  readonly on: readonly AlarmKind[];
  /** After so much open time without a webhook it is silent; null when nobody wants to know. Milliseconds. */
  readonly silenceMs: number | null;
}
