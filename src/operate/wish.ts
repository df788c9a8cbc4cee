import type { ActiveRules } from "../core/match/active-rules.ts";
import type { OperationRequest } from "../ports/operator.ts";
import type { Store } from "../ports/store.ts";
import type { Clock, Random } from "../ports/system.ts";

/** What operations work with. */
export interface OperatorParts {
  readonly store: Store;
  /** The rules in force. */
  readonly activeRules: () => ActiveRules;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256, hex. */
  readonly digest: (text: string) => string;
  /** Told after something was done that the engine should look at. */
  readonly onDone: () => void;
}

/** One wish as every kind of it is treated. */
export type Wish = OperatorParts & Pick<OperationRequest, "isPlan" | "by" | "reason">;
