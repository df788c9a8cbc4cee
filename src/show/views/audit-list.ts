import type { Deed } from "../../core/model/decision.ts";
import type { Decisions } from "../../ports/store.ts";
import { printable } from "../text/printable.ts";
import { maskNumbers } from "../text/redact.ts";

/** What somebody did. */
export interface AuditRow {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly deed: Deed;
  readonly targetKind: "run" | "event" | "contact" | "sending";
  readonly target: string;
  readonly reason: string | null;
  readonly text: string;
}

/** A page of the audit, newest first. */
export interface AuditListView {
  readonly rows: readonly AuditRow[];
  readonly next: string | null;
}

const PAGE = 50;

/** A page of who did what, when and why. @throws EngineError USAGE when `after` is no cursor. */
export async function auditList(store: Pick<Decisions, "listAudit">, after: string | null): Promise<AuditListView> {
  const { rows, next } = await store.listAudit({ limit: PAGE, ...(after === null ? {} : { after }) });
  return {
    rows: rows.map(({ id, at, by, deed, target, reason, text }) => ({
      ...{ id, at, by: printable(by), deed, targetKind: target.kind, target: printable(target.id) },
      reason: reason === null ? null : maskNumbers(printable(reason)),
      text: maskNumbers(printable(text)),
    })),
    next,
  };
}
