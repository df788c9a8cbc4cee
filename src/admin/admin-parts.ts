import type { RequestHandler, Router } from "express";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Operator } from "../ports/operator.ts";
import type { Store } from "../ports/store.ts";
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
  readonly access: Access;
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
