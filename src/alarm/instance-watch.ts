import { differenceOf } from "../core/alarm/instance.ts";
import type { Instance } from "../core/alarm/instance.ts";
import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { HealthCheck } from "../ports/health.ts";
import type { Instances } from "../ports/store/instances.ts";
import type { Logger } from "../ports/system.ts";

/** Notices when engines on one store go by different rules or settings. */
export interface InstanceWatch {
  /** Shows this engine to the others now and then, and looks at them; to be called about once a second. Never rejects. */
  readonly tick: () => Promise<void>;
  /** How the engines on the store stand to each other; none where only one can have it open. */
  readonly checks: () => readonly HealthCheck[];
  /** In what the others go by something else, as a sentence; null while they do not, and where there can be none. */
  readonly difference: () => string | null;
  /** Takes this engine from among them. Never rejects. */
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

const SHOWN_EVERY_MS = 10_000;
/** New files reach one engine after the other. */
const PATIENCE_MS = 120_000;

/** On a store that only one engine can have open. */
const ALONE: InstanceWatch = {
  tick: () => Promise.resolve(),
  checks: () => [],
  difference: () => null,
  leave: () => Promise.resolve(),
};

/** A watch that tells a difference that lasts once, and its end. An alarm goes out from one of the engines only. */
export function createInstanceWatch({ instances, own, monotonicMs, ...parts }: InstanceWatchParts): InstanceWatch {
  if (instances === null) return ALONE;
  let shownMs = Number.NEGATIVE_INFINITY;
  let others: readonly Instance[] = [];
  let difference: string | null = null;
  let differingSinceMs = 0;
  let isTold = false;

  function compare(): void {
    const now = monotonicMs();
    const found = differenceOf(own(), others);
    if (found !== null && difference === null) differingSinceMs = now;
    difference = found;
    if (found === null && isTold) tell("all engines on the store go by the same rules and settings again");
    else if (found !== null && !isTold && now - differingSinceMs >= PATIENCE_MS) tell(found);
    isTold = found !== null && (isTold || now - differingSinceMs >= PATIENCE_MS);
  }

  function tell(what: string): void {
    parts.logger.warn({}, what);
    const isFirst = others.every(({ id }) => own().id < id);
    if (isFirst) parts.alarms.raise({ kind: "engines", subject: "", what, example: null });
  }

  return {
    tick: async () => {
      if (monotonicMs() - shownMs < SHOWN_EVERY_MS) return;
      shownMs = monotonicMs();
      try {
        others = await instances.announce(own());
        compare();
      } catch {
        // The store says by itself that it is away.
      }
    },
    checks: () => {
      const since = formatDuration(monotonicMs() - differingSinceMs);
      const alike =
        others.length === 0
          ? "alone on the store"
          : `${others.length + 1} on the store, all by the same rules and settings`;
      return [{ name: "engines", isWell: true, detail: difference === null ? alike : `${difference}, for ${since}` }];
    },
    difference: () => difference,
    leave: () =>
      instances.leave(own().id).catch((error: unknown) => {
        parts.logger.info({ error: messageOf(error) }, "the other engines were not told of the end");
      }),
  };
}
