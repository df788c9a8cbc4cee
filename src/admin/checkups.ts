import { messageOf } from "../core/base/errors.ts";
import type { RunDoctor } from "../ports/doctor.ts";
import type { Clock, Logger } from "../ports/system.ts";
import type { Checkup, DoctorView } from "../show/views/doctor.ts";
import { checkupOf } from "../show/views/doctor.ts";

/** The checks of the engine, as somebody had them made last. */
export interface Checkups {
  readonly view: () => DoctorView;
  /** Makes the checks, or waits for those that are being made. Never rejects. */
  readonly run: () => Promise<void>;
}

/** Each call has a time-out of its own, of 30 s at most; this is for what hangs all the same. */
const LIMIT_MS = 60_000;

/** No checks made yet. */
export function createCheckups(
  { runDoctor, clock, logger }: { readonly runDoctor: RunDoctor; readonly clock: Clock; readonly logger: Logger },
  limitMs = LIMIT_MS,
): Checkups {
  let last: Checkup | null = null;
  let underWay: Promise<void> | null = null;
  const make = async (): Promise<void> => {
    try {
      last = checkupOf({ at: clock.now(), checks: await within(limitMs, runDoctor()), problem: null });
    } catch (error) {
      const problem = messageOf(error);
      logger.warn({ problem }, "the checks of doctor were not made");
      last = checkupOf({ at: clock.now(), checks: [], problem });
    }
  };
  return {
    view: () => ({ isUnderWay: underWay !== null, last }),
    run: () =>
      (underWay ??= make().finally(() => {
        underWay = null;
      })),
  };
}

async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The checks were given up: they took longer than ${Math.round(limitMs / 1_000)} s.`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
