import type { AuditEntry, AuditTarget, Deed } from "../../core/model/decision.ts";
import type { Decisions } from "../../ports/store/store.ts";
import type { Page, PageOptions } from "../../ports/store/lists.ts";
import { printable } from "../text/printable.ts";
import { maskNumbers } from "../text/redact.ts";
import { lookThrough } from "./events/look-through.ts";

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
export interface AuditListView extends Page<AuditRow> {
  /** How many rows were looked at one after the other; null when all were asked for. */
  readonly looked: number | null;
}

/** Of which rows of the audit somebody asks; nothing of it for all. */
export interface AuditQuery {
  /** What was acted on; pauses of a rule are of the rule, too. */
  readonly kind?: AuditTarget["kind"];
  /** Its id; of a contact the masked number, or its last four digits. */
  readonly target?: string;
  /** A part of the name of who did it, in whatever case. */
  readonly by?: string;
}

/** A page of who did what, when and why. @throws EngineError USAGE when `after` is no cursor. */
export async function auditList(
  store: Pick<Decisions, "listAudit">,
  { kind, target, by, ...page }: PageOptions & AuditQuery,
): Promise<AuditListView> {
  const isAll = kind === undefined && target === undefined && by === undefined;
  const query = {
    ...(kind === undefined ? {} : { kind }),
    ...(target === undefined ? {} : { target }),
    ...(by === undefined ? {} : { by }),
  };
  const { rows, next, looked } = isAll
    ? { ...(await store.listAudit(page)), looked: null }
    : await lookThrough(
        (options) => store.listAudit(options),
        (entry) => (isAsked(entry, query) ? entry : null),
        page,
      );
  return { rows: rows.map(auditRowOf), next, looked };
}

/** Whether a row of the audit is one of those asked for. */
export function isAsked(entry: Pick<AuditEntry, "target" | "by">, { kind, target, by }: AuditQuery): boolean {
  const { id, kind: acted } = entry.target;
  const pausedRule = acted === "sending" && id.startsWith(RULE) ? id.slice(RULE.length) : null;
  const isOfKind = kind === undefined || acted === kind || (kind === "rule" && pausedRule !== null);
  const isTarget =
    target === undefined ||
    id === target ||
    pausedRule === target ||
    (acted === "contact" && /^\d{4}$/.test(target) && id.endsWith(target));
  return isOfKind && isTarget && (by === undefined || entry.by.toLowerCase().includes(by.toLowerCase()));
}

const RULE = "rule:";

function auditRowOf({ id, at, by, deed, target, reason, text }: AuditEntry): AuditRow {
  return {
    ...{ id, at, by: printable(by), deed, target: { kind: target.kind, id: printable(target.id) } },
    reason: reason === null ? null : maskNumbers(printable(reason)),
    text: maskNumbers(printable(text)),
  };
}
