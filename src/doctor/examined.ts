import type { Config, RemoteAccess } from "../config/config.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Attempt } from "./check.ts";

/** What a configuration names, as far as checks compare it with what is there. */
export type NamedConfig = Pick<Config, "settings" | "connections" | "alarms">;

/** What is known of a project or of an engine, however little of it there is. */
export interface Examined {
  /** Null when the configuration has errors. */
  readonly named: NamedConfig | null;
  /** What is known of Heymarket, or why it cannot be read. */
  readonly access: Attempt<RemoteAccess>;
  /** Whether Heymarket is a fake on this machine. */
  readonly isSandbox: boolean;
  /** Which parts of an API Secret are not set. */
  readonly missingSecrets: readonly string[];
  readonly rulesInForce: readonly Rule[];
  /** Id of a rule in force that needs Heymarket's API; null when none does. */
  readonly ruleForHeymarket: string | null;
  /** Names of the variables that hold the secret of a connection, by its name. */
  readonly secretVariables: Readonly<Record<string, readonly string[]>>;
}
