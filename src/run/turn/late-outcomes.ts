import { emptyDecision } from "../../core/model/decision.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import { createContact } from "../../core/model/contact.ts";
import { settleLateAttempt } from "../../core/run/effect/attempt.ts";
import type { KnownOutcome } from "../../ports/store/outcome-journal.ts";
import type { EngineParts } from "../engine-parts.ts";
import { readCause } from "../cause.ts";
import { tellEndings } from "../tell-endings.ts";

/**
 * Outcomes that could not be recorded by who made the attempt: another engine has taken the run over meanwhile, or an earlier
 * process kept them before it ended.
 */
export interface LateOutcomes {
  /** Takes one more, to be recorded at the next `recall`. */
  readonly add: (known: KnownOutcome) => void;
  /** Records what can be recorded by now. Never rejects; what fails is told once and tried again at the next. */
  readonly recall: () => Promise<void>;
}

type LateParts = Omit<EngineParts, "recordLate">;

/**
 * What is known late, beginning with what the journal has left.
 *
 *   sending, the same attempt           stays: whoever took the run over is about to settle the attempt as unclear
 *   the same, and its run is parked     settled as it is known; the run goes on
 *   in doubt after the same attempt     settled as it is known; the run goes on, also when the text was planned again or deferred
 *   anything later                      forgotten: a look has found it, it was sent again, or a person has decided
 *
 * (test/run/late-outcomes.test.ts, test/run/database-away.test.ts)
 */
export function createLateOutcomes(parts: LateParts): LateOutcomes {
  const waiting = [...parts.outcomes.left];
  const told = new WeakSet<KnownOutcome>();
  let recalling: Promise<void> | null = null;

  async function recallAll(): Promise<void> {
    const failures: Failure[] = [];
    for (const known of [...waiting]) {
      try {
        if ((await record(parts, known)) === "too_early") continue;
        waiting.splice(waiting.indexOf(known), 1);
        parts.outcomes.forget(known);
      } catch (error) {
        failures.push({ known, error });
      }
    }
    const untold = failures.filter(({ known }) => !told.has(known));
    tellFailures(parts, untold);
    for (const { known } of untold) told.add(known);
  }

  return {
    add: (known) => {
      waiting.push(known);
    },
    recall: async () => {
      if (waiting.length === 0) return;
      recalling ??= recallAll().finally(() => {
        recalling = null;
      });
      await recalling;
    },
  };
}

/** An outcome that could not be recorded this time. */
interface Failure {
  readonly known: KnownOutcome;
  readonly error: unknown;
}

/** One line for all that failed for the first time: while the store is away, each of them does at every recall. */
function tellFailures({ logger }: LateParts, failures: readonly Failure[]): void {
  const worst = failures.find(({ error }) => !(error instanceof EngineError)) ?? failures[0];
  if (worst === undefined) return;
  const { known, error } = worst;
  logger[error instanceof EngineError ? "warn" : "error"](
    { run: known.runId, effect: known.effectId, outcomes: failures.length, error: messageOf(error) },
    "outcomes that are known could not be recorded yet; it is tried again",
  );
}

async function record(parts: LateParts, known: KnownOutcome): Promise<"recorded" | "obsolete" | "too_early"> {
  const { store, clock, random, digest } = parts;
  const stored = await store.getRun(known.runId);
  const effect = stored?.effects.find(({ id }) => id === known.effectId);
  if (stored === null || effect === undefined) return "obsolete";
  const { run, effects } = stored;
  if (isOnTheWire(run, effect, known.attempt)) return "too_early";
  const { event, rule } = await readCause(parts, run);
  const { settings } = parts.activeRules();
  const view = { run, effects, contact: createContact(run.lane, event.phone) };
  const context = { rule, event, settings, digest, now: clock.now(), random: random.next() };
  const changes = settleLateAttempt(view, known, context);
  if (changes === null) return "obsolete";
  if ((await store.decide({ ...emptyDecision(null), seen: [run], changes })) === "stale") return "too_early";
  tellEndings(parts, changes);
  const { id, ruleId, eventId } = run;
  const fields = { effect: effect.id, run: id, rule: ruleId, event: eventId, outcome: known.outcome.kind };
  parts.logger.info(fields, "the outcome of an effect was recorded late");
  return "recorded";
}

function isOnTheWire(run: Run, { status, attempts }: Effect, attempt: number): boolean {
  return run.status === "sending" && status === "sending" && attempts.at(-1)?.number === attempt;
}
