import type { BudgetSize, Budgets } from "../../../ports/outside/budget.ts";
import type { HeymarketAccess } from "../../../ports/outside/connection.ts";
import type { Logger } from "../../../ports/system.ts";
import type { Allowance } from "../../http/pace/allowance.ts";
import { createBucket } from "../../http/pace/bucket.ts";
import { createSharedBucket } from "../../http/pace/shared-bucket.ts";

/**
 * Heymarket takes 500 calls a minute. Of 450 a minute, and 2 s of them saved up, no minute sees more than 465; 32 calls that
 * were under way before make it 497. Processes that share it hold what they were given for 3 s at most: 487, and theirs.
 */
const MOST_PER_SECOND = 7.5;
const SAVED_UP_SECONDS = 2;
const RESERVED_SHARE = 0.1;

/** How many calls Heymarket gets from us: over all processes on the store, or over restarts of the one there is. */
export function allowanceOf(
  { rate }: Pick<HeymarketAccess, "rate">,
  { budgets, logger }: { readonly budgets?: Budgets | null | undefined; readonly logger: Logger },
): Allowance {
  const size = sizeOf(rate);
  if (budgets === null || budgets === undefined) return createBucket(size, performance.now());
  return createSharedBucket({ budgets, name: "heymarket", size, logger });
}

/** A configured rate as a bucket. */
export function sizeOf({ count, windowMs }: HeymarketAccess["rate"]): BudgetSize {
  const perSecond = Math.min(MOST_PER_SECOND, (count * 1_000) / windowMs);
  const capacity = Math.max(1, Math.floor(perSecond * SAVED_UP_SECONDS));
  return { perSecond, capacity, reserve: Math.round(capacity * RESERVED_SHARE) };
}
