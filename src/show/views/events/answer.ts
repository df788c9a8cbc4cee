import { familyOf } from "../../../core/event/vocabulary.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";

/** Whether a contact who wrote or called got a text for it: one was sent, one may yet come or nobody knows, or none will come by itself. */
export type Answer = "sent" | "open" | "none";

/** An event has few runs; of one with more the newest are told. */
const RUNS_TOLD = 20;

/** The runs an event started; none is asked for where no rule fired. */
export async function runsOn(
  store: Pick<Records, "listRuns">,
  record: EventRecord,
  limit = RUNS_TOLD,
): Promise<readonly RunRecord[]> {
  return hasRuns(record) ? (await store.listRuns({ eventId: record.event.id, limit })).rows : [];
}

/** Whether a rule fired on an event. */
export function hasRuns({ evaluation }: Pick<EventRecord, "evaluation">): boolean {
  return evaluation?.verdicts.some(({ runId }) => runId !== null) === true;
}

/**
 * Whether the contact of an event got a text for it, as its runs tell; null where nobody waits for one, since the event is not the contact's
 * own or was told before, and where runs of others may have sent it: one that waited for the event, or one on what a rule raised.
 */
export function answerTo({ event, status, evaluation }: EventRecord, runs: readonly RunRecord[]): Answer | null {
  const isContacts = event.type === "message_recieved" || familyOf(event.type) === "call";
  if (!isContacts || event.retells === "text" || event.phone === null) return null;
  const effects = runs.flatMap((record) => record.effects);
  const texts = effects.filter(({ phone }) => phone === event.phone);
  if (texts.some((text) => text.status === "done")) return "sent";
  const isAnsweredElsewhere = evaluation?.heard?.some(({ outcome }) => outcome !== "cancelled") === true;
  if (isAnsweredElsewhere || effects.some(({ action, status: came }) => action === "emit" && came === "done"))
    return null;
  if (status === "new" || texts.some((text) => text.status === "unknown")) return "open";
  return runs.every(({ run }) => isTerminal(run.status) || run.status === "parked") ? "none" : "open";
}
