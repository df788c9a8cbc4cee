import { rowsOf } from "../core/base/pages.ts";
import { EngineError } from "../core/base/errors.ts";
import { decideApproval as decide, hasAskedFor, waitsNoMore } from "../core/operate/decide-approval.ts";
import type { AuditEntry } from "../core/model/decision.ts";
import { readApprovalCode } from "../core/run/approval-code.ts";
import { approvedText } from "../core/run/link/approved-text.ts";
import type { Operation } from "../ports/operator.ts";
import type { RunRecord, Store } from "../ports/store/store.ts";
import type { Treated } from "./entry.ts";
import { treatedAs } from "./entry.ts";
import { treatRun } from "./runs.ts";
import { keptBack } from "./kept-back.ts";
import type { Wish } from "./wish.ts";

/** Approves or refuses the text that waits by a code. What was decided already is left at that. */
export async function* decideApproval(
  wish: Wish,
  operation: Extract<Operation, { kind: "approve" | "refuse" }>,
): AsyncIterable<Treated> {
  const { kind, code: written } = operation;
  const found = await findApprovals(wish.store, operation);
  const [record, other] = found;
  if (record === undefined) {
    yield await decidedBefore(wish.store, written);
    return;
  }
  if (other !== undefined) {
    const ids = found.map(({ run }) => run.id).join(", ");
    throw new EngineError("USAGE", `Several runs wait by the code ${readApprovalCode(written)}: name one of ${ids}.`);
  }
  const { by, reason } = wish;
  const code = record.run.approval?.code ?? "";
  const word = { code, isApproved: kind === "approve", by, reason };
  const treated = await treatRun(wish, { record, deed: kind }, (stood, context) => decide(stood, word, context));
  const { phone } = approvedText(record.run, await wish.store.getRule(record.run.ruleVersion));
  if (treated.item.does === null || phone === null) {
    yield treated;
    return;
  }
  // It is one of the steps that the run comes to.
  const textsAhead = Math.max(0, treated.textsAhead - 1);
  const kept = kind === "approve" ? await keptBack(wish.store, phone, record.run) : null;
  const textsTo = kind === "approve" && kept === null ? [phone] : [];
  const item = { ...treated.item, does: `${treated.item.does}${kept ?? ""}` };
  yield { ...treated, item, textsTo, textsAhead, repeats: Math.min(treated.repeats, textsTo.length + textsAhead) };
}

/** How a text that waits is named, as of {@link Operation}. */
export interface NamedApproval {
  readonly code: string;
  readonly runId?: string;
}

/** The runs that wait for a person by a code, or the one with this id. */
export async function findApprovals(
  store: Store,
  { code: written, runId }: NamedApproval,
): Promise<readonly RunRecord[]> {
  if (written.startsWith("run_")) {
    const record = await store.getRun(written);
    return record?.run.approval === undefined ? [] : [record];
  }
  const code = readApprovalCode(written);
  const found: RunRecord[] = [];
  const named = runId === undefined ? undefined : await store.getRun(runId);
  if (named === null) return [];
  // Another run may have gone on with the steps of the one that is named.
  const { eventId, ruleId } = named?.run ?? {};
  const filter = eventId === undefined || ruleId === undefined ? {} : { eventId, ruleId };
  for await (const record of rowsOf((page) => store.listRuns({ status: "waiting", ...filter, ...page }))) {
    if (record.run.approval?.code === code) found.push(record);
  }
  return found;
}

/** So many rows of the audit, and so many runs, are looked through for who was there before. */
const LOOKED_BACK = 1_000;

/** What a person decided by this code; null when nobody did, or long ago. */
export async function decisionBy(store: Store, written: string): Promise<AuditEntry | null> {
  const code = readApprovalCode(written);
  const { rows } = await store.listAudit({ limit: LOOKED_BACK });
  const before = rows.find(
    ({ deed, target, text }) =>
      (deed === "approve" || deed === "refuse") && (target.id === written || text.includes(` of ${code}`)),
  );
  return before ?? null;
}

/** The run that asked by this code and waits no more, with the code; null when there is none among the newest. */
async function askedBefore(store: Store, written: string): Promise<readonly [RunRecord, string] | null> {
  if (written.startsWith("run_")) {
    const record = await store.getRun(written);
    const code = record?.run.trace.findLast(({ asks }) => asks !== undefined)?.asks;
    return record === null || code === undefined ? null : [record, code];
  }
  const code = readApprovalCode(written);
  let looked = 0;
  for await (const record of rowsOf((page) => store.listRuns(page))) {
    if (hasAskedFor(record.run, code)) return [record, code];
    if ((looked += 1) === LOOKED_BACK) return null;
  }
  return null;
}

/** @throws EngineError NOT_FOUND when nothing waited by this code. */
async function decidedBefore(store: Store, written: string): Promise<Treated> {
  const before = await decisionBy(store, written);
  const asked = before === null ? await askedBefore(store, written) : null;
  if (asked !== null) {
    const [{ run }, code] = asked;
    const { id, ruleId, lane } = run;
    return treatedAs({ kind: "run", id, ruleId, lane }, { refused: waitsNoMore(run, code) });
  }
  if (before === null) {
    const code = readApprovalCode(written);
    const message = `No text waits for approval by the code ${code}: heyrules approvals ls lists those that do.`;
    throw new EngineError("NOT_FOUND", message);
  }
  const did = before.deed === "approve" ? "approved" : "refused";
  const subject = { kind: "run", id: before.target.id } as const;
  return treatedAs(subject, { refused: `was ${did} before by ${before.by}: nothing is done` });
}
