import { isoInZone } from "../../core/time/calendar.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { RunRecord } from "../../ports/store/store.ts";
import { toIso } from "../../show/text/instants.ts";
import { printable } from "../../show/text/printable.ts";
import { ownCommand } from "../own-command.ts";
import type { EventOutcome } from "../demo/await-event.ts";

/** What of an event is not done yet, and why. */
export interface SendWait {
  readonly run: string;
  readonly rule: string;
  /** `approval` of a person, a `wait` of the rule, the guard of the send gate that puts its text off, or an `attempt` that is due later. */
  readonly for: string;
  /** By which a person decides of its text; null while it waits for none. */
  readonly code: string | null;
  /** By the clock of `dev`, epoch milliseconds; null while nobody knows. */
  readonly until: number | null;
}

/** Runs of an event, and of what the engine told because of it, that the clock or a person holds back. */
export function waitsOf({ runs, told }: Pick<EventOutcome, "runs" | "told">): readonly SendWait[] {
  return [...runs, ...told.flatMap((one) => one.runs)].flatMap((record): readonly SendWait[] => {
    const { id: run, ruleId: rule, status, dueAt: until, approval } = record.run;
    if (isTerminal(status) || (status !== "waiting" && until === null)) return [];
    return [{ run, rule, for: whatFor(record), code: approval?.code ?? null, until }];
  });
}

function whatFor({ run, effects }: RunRecord): string {
  if (run.approval !== undefined) return "approval";
  const open = effects.find(({ settledAt }) => settledAt === null);
  if (open === undefined) return "wait";
  return open.status === "deferred" && open.guard !== null ? open.guard : "attempt";
}

/** A sentence on each of them; instants are told in `zone`. */
export function waitLines(waits: readonly SendWait[], zone: string): readonly string[] {
  return waits.map((wait) => {
    const rule = printable(wait.rule);
    const at = wait.until === null ? null : isoInZone(wait.until, zone);
    switch (wait.for) {
      case "approval": {
        const until = at === null ? "" : `, until ${at}`;
        return `Not sent yet: the text of ${rule} waits for a person; ${ownCommand()} approvals approve ${wait.code ?? ""} sends it${until}.`;
      }
      case "wait":
        return `Not done yet: ${rule} waits${at === null ? "" : `, and goes on at ${at}`}.`;
      case "attempt":
        return `Not done yet: ${rule} tries again${at === null ? "" : ` at ${at}`}.`;
      default:
        return `Not sent yet: the text of ${rule} is held back by ${wait.for}${at === null ? "" : `; it goes out at ${at}`}.`;
    }
  });
}

/** How to have the first of these times come; null where no time would help. */
export function clockHint(waits: readonly SendWait[], zone: string): string | null {
  const times = waits.flatMap(({ until, code }) => (until === null || code !== null ? [] : [until]));
  if (times.length === 0) return null;
  const command = `${ownCommand()} send message_recieved --at ${timeAhead(Math.min(...times), zone)}`;
  return `The clock of dev brings it by itself; ${command} lets the next event happen then, and what is due before it.`;
}

const MINUTE_MS = 60_000;

/** As `--at` takes it: never before the instant. */
function timeAhead(at: number, zone: string): string {
  return isoInZone(Math.ceil(at / MINUTE_MS) * MINUTE_MS, zone);
}

/** The same as JSON. */
export function waitJson({ until, ...wait }: SendWait): object {
  return { ...wait, until: toIso(until) };
}

/** The page of an event in the dashboard of `dev`; null when it has none. */
export function eventPageOf(eventId: string, adminUrl: string | null | undefined): string | null {
  return adminUrl == null ? null : `${adminUrl}/events/${encodeURIComponent(eventId)}`;
}
