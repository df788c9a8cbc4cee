import { decideApproval } from "../../../core/operate/decide-approval.ts";
import { cancelRun } from "../../../core/operate/end-run.ts";
import type { Intervention, InterventionContext, Stood } from "../../../core/operate/intervention.ts";
import { isInDoubt } from "../../../core/operate/intervention.ts";
import { resolveEffect } from "../../../core/operate/resolve-effect.ts";
import { resumeRun, retryRun } from "../../../core/operate/restart-run.ts";
import { maskNumbers } from "../../text/redact.ts";
import { withoutPlaces } from "../../text/plain-deed.ts";
import { printable } from "../../text/printable.ts";
import type { Wanted } from "../decide/address.ts";
import { ALL } from "../decide/address.ts";
import { titleOfWord } from "../decide/doubt-words.ts";

/** What a person may want done to a run as it stands. */
export interface RunDeed {
  /** Such as `Retry`. */
  readonly label: string;
  readonly wanted: Wanted;
  /** Why the engine would refuse it, as the end of a sentence; null when it would do it. */
  readonly refused: string | null;
}

/** What may be wanted of a run: first what would be done, then what would be refused, by the same law that decides when it is wanted. */
export function runDeeds(stood: Stood, within: Omit<InterventionContext, "by">): readonly RunDeed[] {
  const context = { ...within, by: "" };
  const deeds = wishesFor(stood, context).map(({ come, ...deed }): RunDeed => {
    return { ...deed, refused: "refused" in come ? maskNumbers(printable(withoutPlaces(come.refused))) : null };
  });
  return [...deeds.filter(({ refused }) => refused === null), ...deeds.filter(({ refused }) => refused !== null)];
}

type Wish = Omit<RunDeed, "refused"> & { readonly come: Intervention };

/** What makes sense to want of a run of this status, with what it would come to. */
function wishesFor(stood: Stood, context: InterventionContext): readonly Wish[] {
  const { id, status } = stood.run;
  const which = { ...ALL, ids: [id] };
  const isStuck = status === "failed" || status === "parked";
  const isOpen = status !== "done" && status !== "stopped" && status !== "failed";
  return [
    ...approvalOf(stood, context),
    ...(status === "parked" && stood.effects.some(isInDoubt) ? wordsOn(stood, context) : []),
    ...(isStuck
      ? ([
          { label: "Retry", wanted: { kind: "retry", which }, come: retryRun(stood, context) },
          {
            label: "Go on without it",
            wanted: { kind: "resume", runId: id, from: null, onNewVersion: false },
            come: resumeRun(stood, null, context),
          },
        ] as const)
      : []),
    ...(isOpen
      ? [{ label: "Cancel", wanted: { kind: "cancel", which }, come: cancelRun(stood, context) } as const]
      : []),
  ];
}

function approvalOf(stood: Stood, context: InterventionContext): readonly Wish[] {
  const { id: runId, approval } = stood.run;
  if (approval === undefined) return [];
  const { code } = approval;
  return (["approve", "refuse"] as const).map((kind) => ({
    label: kind === "approve" ? "Approve" : "Refuse",
    wanted: { kind, code, runId },
    come: decideApproval(stood, { code, isApproved: kind === "approve", by: "", reason: null }, context),
  }));
}

/** The two words of whoever looked whether an effect was done. */
function wordsOn(stood: Stood, context: InterventionContext): readonly Wish[] {
  const isText = stood.effects.some((effect) => isInDoubt(effect) && effect.phone !== null);
  return [true, false].map((wasDone) => ({
    label: isText ? titleOfWord({ wasDone }) : wasDone ? "It was done" : "It was not done: do it again",
    wanted: { kind: "resolve", runId: stood.run.id, wasDone },
    come: resolveEffect(stood, wasDone, context),
  }));
}
