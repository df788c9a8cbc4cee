import { decidedBy } from "../run/await.ts";
import type { PersonsWord } from "../run/await.ts";
import type { Intervention, InterventionContext, Stood } from "./intervention.ts";
import { changesOf } from "./intervention.ts";

/**
 * Has a run go on that waits for a person's approval of a text, by their word. What waits no more, since somebody has decided or
 * its time is over, is left as it is.
 */
export function decideApproval(
  stood: Stood,
  { code, ...word }: PersonsWord & { readonly code: string },
  context: InterventionContext,
): Intervention {
  const { run, rule } = stood;
  const { now } = context;
  if (run.status !== "waiting" || run.approval?.code !== code)
    return { refused: `does not wait for the approval ${code} any more` };
  if (run.dueAt !== null && run.dueAt <= now)
    return { refused: `waited for the approval ${code}, and its time is over` };
  const instruction = rule?.program[run.cursor];
  if (rule === null || instruction?.op !== "await")
    return { refused: "has a rule of which this version is not stored any more" };
  const decided = decidedBy(run, instruction, { ...word, now });
  const does = word.isApproved ? `sends the text of ${code} as it was shown` : `does not send the text of ${code}`;
  return { does, changes: changesOf({ ...stood, run: decided, effects: [] }, context) };
}
