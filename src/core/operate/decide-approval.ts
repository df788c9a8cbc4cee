import type { Run } from "../model/run/run.ts";
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
  if (run.status !== "waiting" || run.approval?.code !== code) return { refused: waitsNoMore(run, code) };
  if (run.dueAt !== null && run.dueAt <= now)
    return { refused: `waited for the approval ${code}, and its time is over` };
  const instruction = rule?.program[run.cursor];
  if (rule === null || instruction?.op !== "await")
    return { refused: "has a rule of which this version is not stored any more" };
  const decided = decidedBy(run, instruction, { ...word, now });
  const does = word.isApproved ? `sends the text of ${code} as it was shown` : `does not send the text of ${code}`;
  return { does, changes: changesOf({ ...stood, run: decided, effects: [] }, context) };
}

/** Whether a run has waited for the approval with this code. */
export function hasAskedFor({ trace }: Pick<Run, "trace">, code: string): boolean {
  return trace.some(({ asks }) => asks === code);
}

/** Why nobody decides any more of what a run asked for, with what happened instead. */
export function waitsNoMore({ trace, status, continuedAs }: Run, code: string): string {
  const asked = trace.findLastIndex(({ asks }) => asks === code);
  const since = trace.slice(asked + 1);
  const ended = since.find(({ kind, path }) => kind === "wait" && path === trace[asked]?.path);
  const byPerson = since.findLast(({ kind }) => kind === "person");
  const last = continuedAs === null ? `its run is ${status}` : `its run goes on as ${continuedAs}`;
  return `does not wait for the approval ${code} any more: ${ended?.text ?? byPerson?.text ?? last}`;
}
