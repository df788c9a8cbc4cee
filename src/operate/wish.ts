import type { ActiveRules } from "../core/match/active-rules.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { OperationRequest } from "../ports/operator.ts";
import type { RuleWriter } from "../ports/rule-writer.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock, Random } from "../ports/system.ts";

/** What operations work with. */
export interface OperatorParts {
  readonly store: Store;
  /** The rules in force. @throws EngineError when nobody at hand knows them: the operation needs them. */
  readonly activeRules: () => ActiveRules;
  /** What of the settings in force concerns every run. */
  readonly settings: () => Pick<Settings, "laneBlockMaxMs">;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256, hex. */
  readonly digest: (text: string) => string;
  /** What writes rule files; null while nobody may, and absent where there are none. */
  readonly ruleWriter?: () => RuleWriter | null;
  /** Told after something was done that the engine should look at. */
  readonly onDone: () => void;
}

/** One wish as every kind of it is treated. */
export type Wish = OperatorParts &
  Pick<OperationRequest, "isPlan" | "by" | "reason"> & {
    /** Ends it between two of many when it aborts. */
    readonly signal?: AbortSignal;
  };
