import type { RequestHandler, Router } from "express";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Operator } from "../ports/operator.ts";
import type { EventRecord, RunRecord, Store } from "../ports/store.ts";
import type { Clock, Logger } from "../ports/system.ts";
import type { Access } from "./door/access.ts";

/** What the admin listener answers with. */
export interface AdminParts {
  readonly store: Store;
  readonly operator: Operator;
  /** What machines that look after the engine ask, without a login: health, and counts that tell of nobody. */
  readonly operations: { readonly health: Router; readonly metricsPage: RequestHandler };
  /** Rules and settings in force. */
  readonly inForce: () => { readonly rules: readonly Rule[]; readonly settings: Settings };
  /** Why the files as they stand were not put in force at the last reload; null when they were. Absent: nobody reloads. */
  readonly reloadProblem?: () => string | null;
  readonly access: Access;
  /** Address of the public listener, without path. */
  readonly receiverUrl: string;
  /** Lines of YAML: a test of a rule on an event that is stored, but for what it expects. */
  readonly testLines: (given: {
    readonly record: EventRecord;
    readonly runs: readonly RunRecord[];
    readonly rule: Rule;
  }) => Promise<readonly string[]>;
  /** Names a request may be sent to, besides those of this machine. */
  readonly hosts: () => readonly string[];
  readonly clock: Clock;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonicMs: () => number;
  readonly logger: Logger;
  readonly version: string;
  /** Paths of the files a page loads, by the name under which it asks for them. */
  readonly assets: Readonly<Record<string, string>>;
}
