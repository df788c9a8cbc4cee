import type { ChangeSet, Pausable } from "./changes.ts";
import { NO_CHANGES } from "./changes.ts";
import type { NewEvent } from "./event.ts";
import type { Run } from "./run/run.ts";

/** What a person can do to what is stored, and to the file of a rule. */
export type Deed =
  | "retry"
  | "resume"
  | "resolve"
  | "approve"
  | "refuse"
  | "cancel"
  | "drop"
  | "replay"
  | "release"
  | "erase"
  | "reveal"
  | "pause"
  | "unpause"
  | "enable"
  | "disable"
  | "promote"
  | "prune"
  | "import";

/** Who did what to what, when and why: a row that is never changed. */
export interface AuditEntry {
  /** `aud_…`; sorts by time. */
  readonly id: string;
  readonly at: number;
  /** The name of a person, as given or as the machine knows the user. */
  readonly by: string;
  readonly deed: Deed;
  readonly target: AuditTarget;
  /** As the person gave it, or null. */
  readonly reason: string | null;
  /** What was done, as a sentence without text and number of a customer. */
  readonly text: string;
}

/** What something can be done to. */
export const AUDIT_KINDS = ["rule", "contact", "run", "event", "sending", "store"] as const;

/** What something was done to. A contact is named by its masked number. */
export interface AuditTarget {
  readonly kind: (typeof AUDIT_KINDS)[number];
  readonly id: string;
}

/** What is paused: everything, what one rule does, all calls of one connection, or texts of one purpose. */
export interface PauseScope {
  readonly kind: "all" | "rule" | "connection" | "purpose";
  /** Id of the rule, name of the connection (`heymarket` is one) or purpose; empty for everything. */
  readonly name: string;
}

/** What goes out no more until a person says so. */
export interface Pause extends PauseScope {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly by: string;
  readonly reason: string | null;
}

/**
 * What was decided of what is stored, written wholly or not at all: by a person, with its row in the audit, or by the engine
 * itself. It comes before whatever the engine has under way: claims on the lanes and turns of its runs are taken back.
 */
export interface Decision {
  /** The runs it was decided on, as they were seen; refused when one has changed since, or has an attempt on the wire. */
  readonly seen: readonly Run[];
  /** Its `event`, `evaluation` and `intent` are null. */
  readonly changes: ChangeSet;
  /** A parked event, by id: `new` to have it evaluated once more, `done` to leave it at that. Refused when it is not parked. */
  readonly parkedEvent: { readonly id: string; readonly lane: string; readonly status: "new" | "done" } | null;
  /** A stored event that happens once more, or null. Refused while what it comes to is covered already. */
  readonly replay: Replay | null;
  readonly pauses: readonly PauseChange[];
  /** Of whom everything is deleted but what forbids texting them; refused while an attempt of theirs is on the wire. */
  readonly erases: ErasedContact | null;
  /** Null for what no person decided. */
  readonly entry: AuditEntry | null;
}

/** A stored event that happens once more. */
export interface Replay {
  readonly arrival: NewEvent;
  /** Dedupe keys of replays by which the same rules hear of the event: it is covered while one of them is young. */
  readonly coveredBy: readonly string[];
  /** How long they are, milliseconds. */
  readonly youngMs: number;
}

/** A contact of whom nothing is to be kept. */
export interface ErasedContact {
  /** That of the number, and those of it at dry sources. */
  readonly lanes: readonly string[];
  /** E.164 with plus sign. */
  readonly phone: string;
}

/** A scope that is paused from now on, or no longer. */
export type PauseChange =
  | { readonly kind: "set"; readonly pause: Pause }
  | { readonly kind: "lift"; readonly scope: PauseScope };

/** A decision that is only noted. */
export function emptyDecision(entry: AuditEntry | null): Decision {
  return { seen: [], changes: NO_CHANGES, parkedEvent: null, replay: null, pauses: [], erases: null, entry };
}

/** The same, the one that has held longest first. */
export function oldestFirst(pauses: readonly Pause[]): readonly Pause[] {
  return pauses.toSorted((one, other) => one.since - other.since);
}

/** A scope as one text: the key of its row. */
export function pauseKey({ kind, name }: PauseScope): string {
  return kind === "all" ? kind : `${kind}:${name}`;
}

/** The same, what keeps the most back first: everything, then what others share. */
export function widestFirst(pauses: readonly Pause[]): readonly Pause[] {
  return oldestFirst(pauses).toSorted((one, other) => WIDTHS.indexOf(one.kind) - WIDTHS.indexOf(other.kind));
}

const WIDTHS: readonly PauseScope["kind"][] = ["all", "connection", "purpose", "rule"];

/** What a scope is called where it is said that it is paused: the start of a sentence, such as `rule answer`. */
export function pausedWords({ kind, name }: PauseScope): string {
  switch (kind) {
    case "all":
      return "everything";
    case "rule":
      return `rule ${name}`;
    case "connection":
      return `connection ${name}`;
    case "purpose":
      return `every ${name} text`;
  }
}

/** The pause that keeps an attempt from being made, or null. */
export function pauseOf(pauses: readonly Pause[], attempt: Pausable): Pause | null {
  const isKept = ({ kind, name }: Pause): boolean => {
    switch (kind) {
      case "all":
        return true;
      case "rule":
        return name === attempt.ruleId;
      case "connection":
        return name === attempt.destination;
      case "purpose":
        return name === attempt.purpose || name === attempt.countedAs?.purpose;
    }
  };
  return pauses.find(isKept) ?? null;
}

/** Whether a destination takes nothing, whatever rule it comes from. */
export function isPausedDestination(pauses: readonly Pause[], destination: string): boolean {
  return pauses.some(({ kind, name }) => kind === "all" || (kind === "connection" && name === destination));
}

/** Whether a run is still as it was seen. */
export function isAsSeen(stored: Run | null, seen: Run): boolean {
  return (
    stored !== null &&
    stored.status !== "sending" &&
    stored.status === seen.status &&
    stored.cursor === seen.cursor &&
    stored.updatedAt === seen.updatedAt &&
    stored.dueAt === seen.dueAt &&
    stored.redactedAt === seen.redactedAt &&
    stored.trace.length === seen.trace.length
  );
}
