import type { Effect, GuardName } from "../core/model/run/effect.ts";
import type { Verdict } from "../core/model/trace.ts";

/** Why an event is left out of a simulation: echoes of the engine's own texts, what has lost its payload, what the engine makes anew. */
export type LeftOut = "echoes" | "redacted" | "own";

/** What rules would have done on stored events, beside what others would have. */
export interface Backtest {
  /** How many events were simulated. */
  readonly events: number;
  /** How many from before them were looked at, so that histories and limits are known. */
  readonly earlier: number;
  readonly left: Readonly<Record<LeftOut, number>>;
  /** There were more events than are simulated, so that the older ones only count as earlier. */
  readonly isCut: boolean;
  /** Receipt of the newest event that was not read any more, since it was too much, epoch milliseconds; else null. */
  readonly stoppedAt: number | null;
  /** Numbers that no event is of, and of which it is not known whether they had opted out. */
  readonly unknownStates: number;
  /** Receipt of the first and the last event, epoch milliseconds; null without events. */
  readonly span: { readonly from: number; readonly to: number } | null;
  readonly after: Forecast;
  /** By the rules that are compared with; null when none are. */
  readonly before: Forecast | null;
  readonly sends: SendChanges | null;
  readonly firings: FiringChanges | null;
}

/** What some rules would have done. */
export interface Forecast {
  readonly fired: number;
  /** How many of these runs failed, or stand still until a person looks at them. */
  readonly failed: number;
  /** What failed, alike ones together, the most frequent first. */
  readonly failures: readonly Failure[];
  /** Times between two events in which more was due than is looked at, so that the rest was left out. */
  readonly cutShort: number;
  /** Every run that started; the oldest first. */
  readonly firings: readonly Firing[];
  /** Every effect that was planned, or went out; the oldest first. */
  readonly effects: readonly Effect[];
  /** What each rule would have done, by its id. */
  readonly rules: readonly RuleForecast[];
}

/** What a rule would have done. */
export interface RuleForecast extends RuleSummary {
  /** Times it would have fired but for its `shadow` state. */
  readonly shadow: number;
  /** What kept a text from going out, and how often. */
  readonly heldBy: readonly { readonly guard: GuardName; readonly count: number }[];
  /** Why it did not fire although it looked, the most frequent reason first. */
  readonly spared: readonly SparedBy[];
}

/** A reason for which a rule did not fire. */
export interface SparedBy {
  readonly outcome: Verdict["outcome"];
  readonly reason: string;
  readonly count: number;
}

/** What a rule would have sent. */
export interface RuleSummary {
  readonly rule: string;
  /** Runs that would have started. */
  readonly fired: number;
  /** Of these, those that failed or stand still until a person looks at them. */
  readonly failed: number;
  readonly sent: number;
  /** Texts that the send gate kept from going out. */
  readonly blocked: number;
  /** Texts that would wait for a person to approve them. */
  readonly approvals: number;
  readonly others: number;
  /** Of the texts sent whose words are known, which those of a template of Heymarket are not. */
  readonly segments: number;
  /** Texts sent whose words are not known. */
  readonly unmeasured: number;
}

/** How two simulations of the same events differ in what goes out. */
export interface SendChanges {
  readonly added: readonly Effect[];
  readonly removed: readonly Effect[];
  /** Sent by both for the same event and rule, with other content. */
  readonly changed: readonly { readonly before: Effect; readonly after: Effect }[];
}

/** A rule that fired on an event in a simulation. */
export interface Firing {
  /** The run, which is that of the simulation. */
  readonly runId: string;
  readonly ruleId: string;
  /** The event it goes back to: one that was given, or an occurrence of a schedule. */
  readonly root: string;
  /** Of the run, epoch milliseconds. */
  readonly at: number;
  readonly lane: string;
  /** The texts that it asks a person to approve; null for one whose words are not known. */
  readonly approvals: readonly (string | null)[];
  /** How the run fared badly; null when it did not. */
  readonly failure: RunFailure | null;
}

/** Something that failed in a simulation. */
export interface Failure {
  /**
   * A run that `failed` or is `parked`; a step whose failure its rule took up (`handled`); a rule that could not be evaluated on an
   * event (`not_evaluated`); an event that no rule could be evaluated on (`event_parked`).
   */
  readonly kind: "failed" | "parked" | "handled" | "not_evaluated" | "event_parked";
  /** Null for an event. */
  readonly rule: string | null;
  /** Path of the step in the rule; empty when it was none. */
  readonly step: string;
  /** As docs/errors.md lists them; null for a rule that could not be evaluated. */
  readonly code: string | null;
  readonly message: string;
  /** The event that the first of them goes back to, as {@link Firing} has it, and where it belongs. */
  readonly root: string;
  readonly lane: string;
  readonly count: number;
}

/** What failed in one run. */
export type RunFailure = Pick<Failure, "step" | "message"> & {
  readonly kind: "failed" | "parked" | "handled";
  readonly code: string;
};

/** How two simulations of the same events differ in which rules fire. */
export interface FiringChanges {
  readonly added: readonly Firing[];
  readonly removed: readonly Firing[];
}
