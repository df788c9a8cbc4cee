import type { AuditTarget, Deed } from "../../core/model/decision.ts";
import type { Decisions } from "../../ports/store/store.ts";
import type { Page, PageOptions } from "../../ports/store/lists.ts";
import { printable } from "../text/printable.ts";
import { maskNumbers } from "../text/redact.ts";

/** What somebody did. */
export interface AuditRow {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly deed: Deed;
  readonly target: AuditTarget;
  readonly reason: string | null;
  readonly text: string;
}

/** A page of the audit, newest first. */
export type AuditListView = Page<AuditRow>;

/** A page of who did what, when and why. @throws EngineError USAGE when `after` is no cursor. */
export async function auditList(store: Pick<Decisions, "listAudit">, options: PageOptions): Promise<AuditListView> {
  const { rows, next } = await store.listAudit(options);
  return {
    rows: rows.map(({ id, at, by, deed, target, reason, text }) => ({
      ...{ id, at, by: printable(by), deed, target: { kind: target.kind, id: printable(target.id) } },
      reason: reason === null ? null : maskNumbers(printable(reason)),
      text: maskNumbers(printable(text)),
    })),
    next,
  };
}
