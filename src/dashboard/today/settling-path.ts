import type { Attention } from "../../show/views/attention.ts";

/** Path of the page on which what waits can be settled. */
export function settlingPath({ kind, count, ids }: Attention): string {
  const only = count === 1 ? ids[0] : undefined;
  switch (kind) {
    case "parked_run":
    case "failed_run":
      return only === undefined ? "/dead" : `/runs/${encodeURIComponent(only)}`;
    case "parked_event":
      return only === undefined ? "/dead" : `/events/${encodeURIComponent(only)}`;
    case "undelivered":
      return ids.length === 1 ? `/runs/${encodeURIComponent(ids[0] ?? "")}` : "/runs?delivery=failed";
    case "unapproved":
      return ids.length === 1 ? `/runs/${encodeURIComponent(ids[0] ?? "")}` : "/approvals?ended=late#lately";
    case "approval":
      return "/approvals";
    case "held_contact":
      return "/contacts?state=held";
    case "all_paused":
    case "check":
    case "breaker":
    case "pause":
    case "silence":
      return "/system";
  }
}
