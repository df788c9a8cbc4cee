import { rowsOf } from "../../core/base/pages.ts";
import type { AuditEntry } from "../../core/model/decision.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { AuditQuery } from "../../show/views/audit-list.ts";
import { isAsked } from "../../show/views/audit-list.ts";
import { toSecond } from "../../show/text/instants.ts";
import { describePause } from "../../show/records/pause.ts";
import { auditJson, pauseJson } from "../../show/records/record-summary.ts";
import { printable } from "../../show/text/printable.ts";
import { formatTable } from "../../show/text/table.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { withProjectStore } from "../read/open-project-store.ts";

/** What `audit ls` is asked for. */
export interface AuditLsOptions extends AuditQuery {
  readonly limit: number;
  readonly store?: string;
}

/** The newest rows that were asked for; nobody decides so often that all could not be looked at. */
async function findRows(store: ReadStore, asked: AuditQuery, limit: number): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  for await (const entry of rowsOf((page) => store.listAudit(page))) {
    if (found.length === limit) break;
    if (isAsked(entry, asked)) found.push(entry);
  }
  return found;
}

/** `heyrules audit ls`: who did what, when and why; and what is paused now. */
export function listAudit(
  context: CliContext,
  globals: GlobalOptions,
  { limit, store: url, ...asked }: AuditLsOptions,
): Promise<ExitCode> {
  return withProjectStore(context, globals, url, async (store, zone) => {
    const rows = await findRows(store, asked, limit);
    const pauses = await store.pauses();
    if (globals.json) {
      printJson(context, "audit", { entries: rows.map(auditJson), paused: pauses.map(pauseJson) });
      return EXIT.ok;
    }
    for (const pause of pauses) context.note(describePause(pause, zone));
    const isAll = Object.keys(asked).length === 0;
    if (rows.length === 0)
      context.note(isAll ? "Nobody has changed anything in the store by hand." : "There is no such row in the audit.");
    const cells = rows.map(({ at, by, deed, target, reason, text }) => [
      toSecond(at, zone),
      printable(by),
      deed === "unpause" ? "resume" : deed,
      printable(target.id),
      printable(reason ?? ""),
      printable(text),
    ]);
    if (rows.length > 0) {
      const header = ["at", "by", "did", "to", "why", "what"];
      for (const line of formatTable(cells, { header, ...context, whole: [0, 3], below: [4, 5] })) context.out(line);
    }
    return EXIT.ok;
  });
}
