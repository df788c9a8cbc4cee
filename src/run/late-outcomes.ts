import { emptyDecision } from "../core/model/decision.ts";
import { EngineError, messageOf } from "../core/base/errors.ts";
import { createContact } from "../core/model/contact.ts";
import { settleLateAttempt } from "../core/run/attempt.ts";
import type { KnownOutcome } from "../ports/outcome-journal.ts";
import type { EngineParts } from "./engine-parts.ts";
import { readCause } from "./cause.ts";
import { tellEndings } from "./tell-endings.ts";

/**
 * Outcomes that could not be recorded by who made the attempt: another engine has taken the run over meanwhile, or an earlier
 * process kept them before it ended.
 */
export interface LateOutcomes {
  /** Takes one more, to be recorded at the next `recall`. */
  readonly add: (known: KnownOutcome) => void;
  /** Records what can be recorded by now. Never rejects; what fails is tried again at the next. */
  readonly recall: () => Promise<void>;
}

type LateParts = Omit<EngineParts, "recordLate">;

/**
 * What is known late, beginning with what the journal has left.
 *
 *   sending, the same attempt           stays: whoever took the run over is about to settle the attempt as unclear
 *   in doubt after the same attempt     settled as it is known; the run goes on
 *   anything later                      forgotten: a look has found it, it was sent again, or a person has decided
 *
 * (test/run/late-outcomes.test.ts, test/run/database-away.test.ts)
 */
export function createLateOutcomes(parts: LateParts): LateOutcomes {
  const waiting = [...parts.outcomes.left];
  let recalling: Promise<void> | null = null;

  async function recallAll(): Promise<void> {
    for (const known of [...waiting]) {
      if ((await record(parts, known)) === "too_early") continue;
      waiting.splice(waiting.indexOf(known), 1);
      parts.outcomes.forget(known);
    }
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
      await recalling.catch((error: unknown) => {
        const isAway = error instanceof EngineError;
        parts.logger[isAway ? "warn" : "error"](
          { error: messageOf(error) },
          "outcomes that are known could not be recorded yet; it is tried again",
        );
      });
    },
  };
}

async function record(parts: LateParts, known: KnownOutcome): Promise<"recorded" | "obsolete" | "too_early"> {
  const { store, clock, random } = parts;
  const stored = await store.getRun(known.runId);
  const effect = stored?.effects.find(({ id }) => id === known.effectId);
  if (stored === null || effect === undefined) return "obsolete";
  const { run, effects } = stored;
  if (effect.status === "sending" && effect.attempts.at(-1)?.number === known.attempt) return "too_early";
  const { event, rule } = await readCause(parts, run);
  const { settings } = parts.activeRules();
  const view = { run, effects, contact: createContact(run.lane, event.phone) };
  const changes = settleLateAttempt(view, known, { rule, settings, now: clock.now(), random: random.next() });
  if (changes === null) return "obsolete";
  if ((await store.decide({ ...emptyDecision(null), seen: [run], changes })) === "stale") return "too_early";
  tellEndings(parts, changes);
  const { id, ruleId, eventId } = run;
  const fields = { effect: effect.id, run: id, rule: ruleId, event: eventId, outcome: known.outcome.kind };
  parts.logger.info(fields, "the outcome of an effect was recorded late");
  return "recorded";
}
