import type { Reservation, ReservationChange } from "../core/model/changes.ts";

/** The key whose row a change is about. */
export function keyOf(change: ReservationChange): string {
  return change.kind === "free" ? change.key : change.next.key;
}

/** Whether a change refuses its whole change set: somebody else took the reservation since it was looked at. */
export function isStale(change: ReservationChange, stored: Reservation | null): boolean {
  return change.kind === "take" && (stored?.runId ?? null) !== change.expectedRunId;
}

/** The row after a change that is not stale, null for none. */
export function reservationAfter(change: ReservationChange, stored: Reservation | null): Reservation | null {
  switch (change.kind) {
    case "take":
      return change.next;
    case "spend":
      return stored?.runId === change.next.runId ? change.next : stored;
    case "free":
      return stored?.runId === change.runId ? null : stored;
  }
}
