import { setTimeout as delay } from "node:timers/promises";
import type { JsonObject } from "../core/base/json.ts";
import type { ChangeSet } from "../core/model/changes.ts";
import { EngineError } from "../core/base/errors.ts";
import type { KnownOutcome } from "../ports/store/outcome-journal.ts";
import type { Claim, CommitOutcome } from "../ports/store/store.ts";
import type { EngineParts } from "./engine-parts.ts";

const RETRY_EVERY_MS = 1_000;

/**
 * Commits the record of something that has already happened outside: tried again until the store takes it, since only
 * this process knows the outcome.
 *
 * @throws EngineError STORE_UNAVAILABLE when `signal` aborts before the store took it; Error when the change set holds a
 * condition that refused it, which a record must not.
 */
export async function commitOutcome(
  {
    parts,
    claim,
    signal,
    onFailure = () => undefined,
  }: {
    readonly parts: EngineParts;
    readonly claim: Claim;
    readonly signal: AbortSignal;
    /** Called whenever the store could not take it. */
    readonly onFailure?: () => void;
  },
  changes: ChangeSet,
): Promise<"committed" | "lost"> {
  for (;;) {
    try {
      return recordedOrLost(await parts.store.commit(claim, changes));
    } catch (error) {
      onFailure();
      const isPassing =
        error instanceof EngineError && (error.code === "STORE_UNAVAILABLE" || error.code === "STORE_BUSY");
      if (!isPassing || signal.aborted) throw error;
      parts.logger.error(
        { ...idsOf(changes), error: error.message },
        "the outcome of an effect could not be stored; trying again",
      );
      await delay(RETRY_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Of what is recorded: of an attempt there is one run. */
function idsOf({ runs: [run] }: ChangeSet): JsonObject {
  return run === undefined ? {} : { run: run.id, rule: run.ruleId, event: run.eventId };
}

function recordedOrLost(outcome: CommitOutcome): "committed" | "lost" {
  switch (outcome) {
    case "committed":
    case "lost":
      return outcome;
    case "paused":
    case "opted_out":
    case "stale":
      throw new Error(`the record of what has happened was refused as ${outcome}`);
  }
}

/**
 * Commits the record of an outcome that nobody must have to look for. While the store is away it is kept on our own disk; when
 * another has taken the run over meanwhile, it is recorded late.
 *
 * @throws as `commitOutcome`.
 */
export async function commitKnown(
  hold: Omit<Parameters<typeof commitOutcome>[0], "onFailure">,
  { changes, known }: { readonly changes: ChangeSet; readonly known: KnownOutcome },
): Promise<"committed" | "lost"> {
  const { outcomes, recordLate } = hold.parts;
  const keep = (): void => {
    outcomes.keep(known);
  };
  const became = await commitOutcome({ ...hold, onFailure: keep }, changes);
  if (became === "committed") outcomes.forget(known);
  else {
    keep();
    recordLate(known);
  }
  return became;
}
