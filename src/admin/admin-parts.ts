import type { RequestHandler, Router } from "express";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { RunDoctor } from "../ports/doctor.ts";
import type { Readiness } from "../ports/health.ts";
import type { DestinationState, StoreRoom } from "../ports/measures.ts";
import type { Operator } from "../ports/operator.ts";
import type { EventRecord, RunRecord, Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";
import type { Checked } from "../show/views/checks.ts";
import type { ProcessFacts } from "../show/views/system.ts";
import type { Checkups } from "./checkups.ts";
import type { ContactNames } from "./contact-names.ts";
import type { Backtests } from "./playground/backtests.ts";
import type { Playground } from "./playground/playground.ts";
import type { Access } from "./door/access.ts";

/** What the admin listener answers with. */
export interface AdminParts {
  readonly store: Store;
  readonly operator: Operator;
  readonly operations: {
    /** Asked by machines that look after the engine, without a login; they tell of nobody. */
    readonly health: Router;
    readonly metricsPage: RequestHandler;
    readonly readiness: Readiness;
    readonly destinationStates: () => readonly DestinationState[];
    /** Null for a store without a file. */
    readonly room: () => Promise<StoreRoom | null>;
    /** Why the files as they stand are not in force; null when they are. */
    readonly reloadProblem: () => string | null;
    /** In what other engines on the store go by something else; null when they do not. */
    readonly difference: Checked["difference"];
  };
  readonly runDoctor: RunDoctor;
  /** Rules and settings in force; `ruleSet` is the hash of the rules. */
  readonly inForce: () => { readonly rules: readonly Rule[]; readonly ruleSet: string; readonly settings: Settings };
  /** Whether people may change the files of rules by what is asked here. */
  readonly mayWriteRules: () => boolean;
  readonly access: Access;
  /** Address of the public listener, without path. */
  readonly receiverUrl: string;
  /**
   * Lines of YAML, a test of a rule on an event that is stored, and how what a test makes of it differs from what happened: null when
   * the test could not be run, and expects nothing.
   */
  readonly testLines: (given: {
    readonly record: EventRecord;
    readonly runs: readonly RunRecord[];
    readonly rule: Rule;
  }) => Promise<{ readonly lines: readonly string[]; readonly differences: readonly string[] | null }>;
  /** Tries drafts of rules. */
  readonly playground: Playground;
  readonly backtests: Backtests;
  /** Names a request may be sent to, besides those of this machine. */
  readonly hosts: () => readonly string[];
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonicMs: () => number;
  /** Aborts when the listener is about to close: what goes on for long ends. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
  readonly version: string;
  /** Paths of the files a page loads, by the name under which it asks for them. */
  readonly assets: Readonly<Record<string, string>>;
}

/** The same, with what the listener knows and makes by itself. */
export interface ServedParts extends AdminParts {
  readonly contactNames: ContactNames;
  readonly checkups: Checkups;
  readonly facts: ProcessFacts;
}
