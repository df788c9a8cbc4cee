import type { PauseScope } from "../core/model/decision.ts";
import type { Condition } from "../core/model/ruleset/rule.ts";
import type { FileChange, RuleWish } from "./rule-writer.ts";

/** What a person wants done to what is stored. */
export type Operation =
  /** Runs that failed or are parked, and parked events, once more. */
  | { readonly kind: "retry"; readonly which: Selection }
  /** Leaves the same at that. */
  | { readonly kind: "drop"; readonly which: Selection }
  /** Ends runs that have not ended. */
  | { readonly kind: "cancel"; readonly which: Selection }
  /** Settles by word what nobody knew: whether the effect of a parked run was done. */
  | { readonly kind: "resolve"; readonly runId: string; readonly wasDone: boolean }
  /** Has a run go on, at a step or behind the one that failed, by its own version of the rule or the one in force. */
  | {
      readonly kind: "resume";
      readonly runId: string;
      readonly from: string | null;
      readonly onNewVersion: boolean;
      /** Also what the contact has overtaken by now. Default false. */
      readonly evenOvertaken?: boolean;
    }
  /** Has events evaluated again by the rules in force, or one of them; those that are not so any more only when that is said. */
  | {
      readonly kind: "replay";
      readonly eventIds: readonly string[];
      readonly ruleId: string | null;
      readonly evenOvertaken: boolean;
      /** Also one of which a replay for the same rules, or some of them, is young or still runs. Default false. */
      readonly again?: boolean;
    }
  /**
   * Lets a text go out, or not, that waits for a person's approval; it is named by its code, or the id of its run. With
   * `runId` only one of that run counts, or of another run of the same rule on the same event.
   */
  | { readonly kind: "approve" | "refuse"; readonly code: string; readonly runId?: string }
  /** Lets automation text a contact again whom it held. */
  | { readonly kind: "release"; readonly phone: string }
  /** Only notes in the audit that a person looked at the whole number of a contact. */
  | { readonly kind: "reveal"; readonly phone: string }
  /** Deletes everything stored of a contact but what forbids texting them. */
  | { readonly kind: "erase"; readonly phone: string }
  /** Lets nothing of a scope go out, or lets it go again. */
  | { readonly kind: "pause" | "unpause"; readonly scope: PauseScope }
  /** Writes into the file of a rule how far it is let out; refused when the file is not, by its digest, what was `seen`. */
  | (RuleWish & { readonly seen?: string });

/** Which runs, and events with them: those named, or all that fit. */
export interface Selection {
  /** Whole ids; null for all that fit the rest. */
  readonly ids: readonly string[] | null;
  /** Null for both. */
  readonly only: "runs" | "events" | null;
  readonly ruleId: string | null;
  /** Code of the error of a run. */
  readonly code: string | null;
  /** Name of the connection whose call failed; `heymarket` is one. */
  readonly connection: string | null;
  /** Epoch milliseconds from which on they were made. */
  readonly since: number | null;
  /** What the data of a run must fulfil. */
  readonly condition: Condition | null;
  /** For a retry: also what the contact has overtaken by now. Default false. */
  readonly evenOvertaken?: boolean;
}

/** A wish and who has it. */
export interface OperationRequest {
  readonly operation: Operation;
  /** Only says what would be done. */
  readonly isPlan: boolean;
  readonly by: string;
  readonly reason: string | null;
}

/** What became of one thing, or would: exactly one of `does` and `refused` is a sentence's end. */
export interface OperationItem {
  readonly kind: "run" | "event" | "contact" | "sending" | "rule";
  readonly id: string;
  readonly ruleId: string | null;
  /** Masked number, or null. */
  readonly contact: string | null;
  /** What Heymarket's record, else events call the contact, without numbers; absent when nothing says a name. */
  readonly calledAs?: string;
  readonly does: string | null;
  readonly refused: string | null;
  /** Of the plan of a pause: how many runs that are under way wait for its end, of the newest 1,000 of each status; absent for all else. */
  readonly holds?: number;
  /** Of what is set going: what is paused that keeps it back, such as `everything is paused`; absent when nothing does. */
  readonly waits?: string;
  /** How a file becomes another one by it; absent where none does. */
  readonly fileChange?: FileChange;
}

/** What became of a wish, or would. */
export interface OperationReport {
  readonly isPlan: boolean;
  /** How many were done, or would be. */
  readonly done: number;
  readonly refused: number;
  /** Texts that go out by it at once, as far as that can be told before they do. */
  readonly texts: number;
  /** How many people those texts go to. */
  readonly people: number;
  /** Texts that their people may have had already, and may get once more. */
  readonly repeats: number;
  /** Texts that runs may come to behind those, at most: each goes out only if conditions let its step be reached. */
  readonly textsAhead: number;
  /** The first of them, at most 200. */
  readonly items: readonly OperationItem[];
}

/** Does what people want. */
export interface Operator {
  /**
   * Carries a wish out, or says what would be done; `onItem` is told after each thing how many there were so far. When `signal`
   * aborts, those of many that are left are not done, and the report is on those before.
   *
   * @throws EngineError NOT_FOUND when what is named is not stored; STORE_UNAVAILABLE.
   */
  operate(
    request: OperationRequest,
    more?: {
      readonly onItem?: (soFar: Pick<OperationReport, "done" | "refused">) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<OperationReport>;
}
