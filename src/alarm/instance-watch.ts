import { differenceOf } from "../core/alarm/instance.ts";
import type { Difference, Instance } from "../core/alarm/instance.ts";
import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { HealthCheck } from "../ports/health.ts";
import { SEEN_MS } from "../ports/store/instances.ts";
import type { Instances } from "../ports/store/instances.ts";
import type { Logger } from "../ports/system.ts";

/** Notices when engines on one store go by different rules or settings. */
export interface InstanceWatch {
  /** Shows this engine to the others now and then, and looks at them; to be called about once a second. Never rejects. */
  readonly tick: () => Promise<void>;
  /** How the engines on the store stand to each other; none where only one can have it open. */
  readonly checks: () => readonly HealthCheck[];
  /** Null while they go by the same, and where there can be none. */
  readonly difference: () => Difference | null;
  /** Takes this engine from among them, and waits for that no longer than {@link LEAVING_MS}. Never rejects. */
  readonly leave: () => Promise<void>;
}

/** What a watch works with. */
export interface InstanceWatchParts {
  readonly instances: Instances | null;
  /** This engine as it is now. */
  readonly own: () => Instance;
  readonly monotonicMs: () => number;
  readonly alarms: Alarms;
  readonly logger: Logger;
}

/** How long an engine that ends waits until it is taken from among the others; else it is gone when it was not seen for {@link SEEN_MS}. */
export const LEAVING_MS = 1_000;

const SHOWN_EVERY_MS = 10_000;
/** New files reach one engine after the other. */
const PATIENCE_MS = 120_000;
/** Whoever is there has shown itself again by then, after the store was away or while an engine is replaced. */
const PATIENCE_FOR_END_MS = SEEN_MS;
const AGAIN = "all engines on the store go by the same rules and settings again";

/** On a store that only one engine can have open. */
const ALONE: InstanceWatch = {
  tick: () => Promise.resolve(),
  checks: () => [],
  difference: () => null,
  leave: () => Promise.resolve(),
};

/**
 * A watch that tells a difference that lasts once, and its end. Each engine writes it to its log; the alarm goes out from whichever
 * of them has the store keep that it was told, so that it neither goes with an engine that is replaced nor comes twice.
 */
export function createInstanceWatch({ instances, ...parts }: InstanceWatchParts): InstanceWatch {
  return instances === null ? ALONE : watchOf(instances, parts);
}

function watchOf(instances: Instances, parts: Omit<InstanceWatchParts, "instances">): InstanceWatch {
  const { own, monotonicMs } = parts;
  let shownMs = Number.NEGATIVE_INFINITY;
  let others: readonly Instance[] = [];
  let what: string | null = null;
  let differingSinceMs: number | null = null;
  let alikeSinceMs: number | null = null;
  /** What the log said last; null before it is known how the engines stand. */
  let said: "different" | "alike" | null = null;

  async function compare(now: number): Promise<void> {
    what = differenceOf(own(), others);
    if (what !== null) {
      alikeSinceMs = null;
      differingSinceMs ??= now;
      if (said !== "different" && now - differingSinceMs >= PATIENCE_MS) await say("different", what);
      return;
    }
    alikeSinceMs ??= now;
    if (now - alikeSinceMs < PATIENCE_FOR_END_MS) return;
    differingSinceMs = null;
    if (said !== "alike") await say("alike", AGAIN);
  }

  async function say(now: "different" | "alike", sentence: string): Promise<void> {
    const isNews = await instances.tell(now === "different");
    // An engine that starts among such as go by the same has nothing to say, unless it ends what was told before.
    if (isNews || now === "different" || said === "different") parts.logger.warn({}, sentence);
    if (isNews) parts.alarms.raise({ kind: "engines", subject: "", what: sentence, example: null });
    said = now;
  }

  const difference = (): Difference | null => {
    if (what === null || differingSinceMs === null) return null;
    const forMs = monotonicMs() - differingSinceMs;
    return { what, forMs, hasLasted: forMs >= PATIENCE_MS };
  };
  return {
    tick: async () => {
      const now = monotonicMs();
      if (now - shownMs < SHOWN_EVERY_MS) return;
      shownMs = now;
      try {
        others = await instances.announce(own());
        await compare(now);
      } catch {
        // The store says by itself that it is away. Meanwhile the others cannot show themselves either.
        alikeSinceMs = null;
      }
    },
    checks: () => [{ name: "engines", isWell: true, detail: detailOf(difference(), others.length + 1) }],
    difference,
    leave: () =>
      within(LEAVING_MS, instances.leave(own().id)).catch((error: unknown) => {
        parts.logger.info({ error: messageOf(error) }, "the other engines were not told of the end");
      }),
  };
}

/** A difference as people are told it who look. */
export function wordsOfDifference({ what, forMs }: Difference): string {
  return `${what}, for ${formatDuration(forMs)}`;
}

function detailOf(difference: Difference | null, count: number): string {
  if (difference !== null) return wordsOfDifference(difference);
  return count === 1 ? "alone on the store" : `${count} on the store, all by the same rules and settings`;
}

/** Rejects when it takes longer. */
function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the store did not answer within ${ms} ms`));
    }, ms);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
