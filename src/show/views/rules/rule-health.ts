import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { RunRecord } from "../../../ports/store/store.ts";

/** How a rule fares, the first that holds, in the order of {@link RULE_HEALTH}. */
export type RuleHealth =
  | "off"
  | "failing"
  | "shadow"
  | "undelivered"
  | "slow"
  | "noisy"
  | "settled"
  | "never fired"
  | "ok";

/** What each word of health means. */
export const RULE_HEALTH: Readonly<Record<RuleHealth, string>> = {
  off: "its file says enabled: off",
  failing:
    "in 24 hours runs or actions failed for good as often as a tenth of what it fired, or it could not be evaluated",
  shadow: "it only notes what it would do",
  undelivered: "in 24 hours of its texts as many as a tenth of those it sent were reported as not delivered",
  slow: "of the calls of its newest 10 runs, of the last 24 hours and 3 at least, half took 5 seconds or longer",
  noisy: "in 24 hours it fired more than 200 times, on more than half of what it looked at",
  settled:
    "as much failed as with failing, and a person has had every run of that done again, resumed or dropped since",
  "never fired": "no run of it is stored",
  ok: "none of these",
};

const FAILING_SHARE = 0.1;
const UNDELIVERED_SHARE = 0.1;
const NOISY = { fired: 200, share: 0.5 };
const SLOW = { calls: 3, ms: 5_000 };

/** What is known of a rule when its health is judged; counts are of the last 24 hours. */
export interface RuleFigures {
  readonly fired: number;
  readonly looked: number;
  /** Actions that failed for good. */
  readonly failed: number;
  /** Runs that failed, by an action or before there was one. */
  readonly runsFailed: number;
  /** Texts that Heymarket has taken, and those that were reported as not delivered. */
  readonly sent: number;
  readonly undelivered: number;
  /** Events on which it could not be evaluated. */
  readonly errors: number;
  /** The greater of both, of the runs it fired, 0 to 1; null when it fired none. */
  readonly errorRate: number | null;
  /** Whether nothing of what failed waits for a person any more. */
  readonly isSettled: boolean;
  readonly lastFiredAt: number | null;
  /** How long half of its newest calls took at least, milliseconds; null when they are too few to tell. */
  readonly middleCallMs: number | null;
}

/** How a rule fares. */
export function healthOf({ enabled }: Pick<Rule, "enabled">, figures: RuleFigures): RuleHealth {
  const { fired, looked, errorRate, failed, runsFailed, errors, isSettled, lastFiredAt, middleCallMs } = figures;
  const { sent, undelivered } = figures;
  if (enabled === "off") return "off";
  const isFailing = Math.max(failed, runsFailed) > 0 && (errorRate ?? 1) >= FAILING_SHARE;
  if (errors > 0 || (isFailing && !isSettled)) return "failing";
  if (enabled === "shadow") return "shadow";
  if (undelivered > 0 && undelivered >= sent * UNDELIVERED_SHARE) return "undelivered";
  if ((middleCallMs ?? 0) >= SLOW.ms) return "slow";
  if (fired > NOISY.fired && fired > looked * NOISY.share) return "noisy";
  if (isFailing) return "settled";
  return lastFiredAt === null ? "never fired" : "ok";
}

/** Whether no run is failed or parked, and none of these went on behind a step that failed for good. */
export function isSettled(runs: readonly RunRecord[], stillOpen: number): boolean {
  const isUnsettled = ({ run, effects }: RunRecord): boolean =>
    run.status !== "stopped" && effects.some(({ status }) => status === "failed" || status === "dead");
  return stillOpen === 0 && !runs.some(isUnsettled);
}

/** How long half of the calls took at least that these runs made since an instant, milliseconds; null when they are too few to tell. */
export function middleCallMs(runs: readonly RunRecord[], since: number): number | null {
  const attempts = runs.flatMap(({ effects }) => effects.flatMap((effect) => effect.attempts));
  const lengths = attempts.flatMap(({ startedAt, endedAt }) =>
    endedAt === null || startedAt < since ? [] : [endedAt - startedAt],
  );
  if (lengths.length < SLOW.calls) return null;
  return lengths.toSorted((one, other) => other - one)[Math.ceil(lengths.length / 2) - 1] ?? null;
}
