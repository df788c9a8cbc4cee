import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import type { MadeEvent } from "../core/event/normalise.ts";
import type { ActiveRules } from "../core/match/active-rules.ts";
import { SCHEDULE_TYPE } from "../core/model/ruleset/rule.ts";
import type { Rule, ScheduleTrigger } from "../core/model/ruleset/rule.ts";
import { latestOccurrence, nextOccurrence } from "../core/time/occurrences.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";

/** Has the occurrences of schedules enter the inbox when they are due. */
export interface Scheduler {
  /** Looks for what is due; to be called about once a second. Never rejects. */
  readonly tick: () => Promise<void>;
  /** When the next occurrence is due, epoch milliseconds; null without schedules, and before the first tick. */
  readonly nextAt: () => number | null;
}

/** What a scheduler works with. */
export interface SchedulerParts {
  readonly store: Pick<Store, "claimWatermark" | "moveWatermark">;
  readonly accept: (arrivals: readonly MadeEvent[]) => Promise<readonly Acceptance[]>;
  /** Asked anew at each tick, so that a reload takes effect at once. */
  readonly activeRules: () => ActiveRules;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A schedule in force. */
interface Watched {
  readonly ruleId: string;
  readonly trigger: ScheduleTrigger;
  /** What is due after this instant has not entered yet; epoch milliseconds. */
  readonly since: number;
  readonly nextAt: number | null;
}

/** A restart takes no longer. */
const LATE_AT_MOST_MS = 5 * 60_000;

/**
 * A scheduler that begins at its first tick, from where its store says that each schedule was last due. What makes an occurrence happen once
 * is its dedupe key: processes on one store all look, and whoever comes second finds the event there. The watermarks only tell what may have
 * been missed; one moves when what was due up to it has entered. A schedule that nobody has seen yet, or that comes into force while the
 * engine runs, begins then and is owed nothing from before.
 */
export function createScheduler({ store, accept, activeRules, clock, logger }: SchedulerParts): Scheduler {
  let watched: ReadonlyMap<string, Watched> = new Map();
  let rules: ActiveRules | null = null;
  let lookedAt: number | null = null;
  let isUnderWay = false;

  async function look(): Promise<void> {
    const now = clock.now();
    const active = activeRules();
    const wasSetBack = lookedAt !== null && now < lookedAt;
    // A clock that was set back is followed; what has entered before is known by its key.
    if (rules !== active || wasSetBack) watched = await watch(active, { now, known: wasSetBack ? new Map() : watched });
    for (const [key, each] of watched) {
      if (each.nextAt === null || each.nextAt > now) continue;
      await enter(each, now);
      watched = new Map([...watched, [key, startingAt(each, now)]]);
      await store.moveWatermark(key, now);
    }
    rules = active;
    lookedAt = now;
  }

  /** The schedules of rules that are not switched off; of those that are watched already, as they are watched. */
  async function watch(
    { ruleSet }: ActiveRules,
    { now, known }: { readonly now: number; readonly known: ReadonlyMap<string, Watched> },
  ): Promise<ReadonlyMap<string, Watched>> {
    const found = new Map<string, Watched>();
    for (const each of ruleSet.rules.flatMap(schedulesOf)) {
      const key = keyOf(each);
      found.set(key, startingAt(each, known.get(key)?.since ?? (await begin(key, now))));
    }
    return found;
  }

  /** From when on something is owed of a schedule that is not watched yet. */
  async function begin(key: string, now: number): Promise<number> {
    const claim = await store.claimWatermark(key, 0);
    const since = lookedAt === null && claim !== "held" ? claim.at : null;
    if (since === null) await store.moveWatermark(key, now);
    return Math.min(since ?? now, now);
  }

  async function enter(each: Watched, now: number): Promise<void> {
    const at = latestOccurrence(each.trigger, { after: each.since, until: now });
    if (at === null) return;
    const due = new Date(at).toISOString();
    if (now - at <= (each.trigger.catchUpMs ?? LATE_AT_MOST_MS)) await accept([occurrenceOf(each.ruleId, due)]);
    else
      logger.warn({ rule: each.ruleId, due_at: due }, `due ${formatDuration(now - at)} ago by a schedule; ${TOO_LATE}`);
  }

  return {
    tick: async () => {
      if (isUnderWay) return;
      isUnderWay = true;
      try {
        await look();
      } catch (error) {
        logger.error({ error: messageOf(error) }, "what is due by a schedule could not enter; it is tried again");
      }
      isUnderWay = false;
    },
    nextAt: () => earliest([...watched.values()]),
  };
}

function earliest(watched: readonly Watched[]): number | null {
  const next = watched.flatMap(({ nextAt }) => nextAt ?? []);
  return next.length === 0 ? null : Math.min(...next);
}

const TOO_LATE = "not run so late: catch_up of the rule says how late it may be";

type Schedule = Pick<Watched, "ruleId" | "trigger">;

function schedulesOf({ id: ruleId, enabled, triggers }: Rule): readonly Schedule[] {
  if (enabled === "off") return [];
  return triggers.filter((trigger) => trigger.kind === "schedule").map((trigger) => ({ ruleId, trigger }));
}

function startingAt({ ruleId, trigger }: Schedule, since: number): Watched {
  return { ruleId, trigger, since, nextAt: nextOccurrence(trigger, since) };
}

/** Name of the watermark: another expression, or another zone, is another schedule. */
function keyOf({ ruleId, trigger: { expression, timezone } }: Schedule): string {
  return ["schedule", ruleId, expression, timezone].join(" ");
}

/**
 * An occurrence of a rule's schedule, on its way into the inbox; `due` is the instant in ISO 8601, in UTC. The same instant of the
 * same rule is one event, whoever finds it due.
 */
function occurrenceOf(ruleId: string, due: string): MadeEvent {
  return {
    kind: "made",
    id: null,
    origin: "schedule",
    source: SCHEDULE_TYPE,
    dry: false,
    type: SCHEDULE_TYPE,
    data: { rule: ruleId, due_at: due },
    author: null,
    dedupe: { key: `${SCHEDULE_TYPE}:${ruleId}:${due}`, value: "", windowMs: null },
  };
}
