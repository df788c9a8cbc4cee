import type { Effect } from "../../../core/model/run/effect.ts";
import { printable, shorten } from "../../text/printable.ts";

/** What a step asks of the outside, in a word or two: `POST /leads to crm`, `vip, not: new`; empty where its action says it all. */
export function askedBy(effect: Effect): string {
  return shorten(printable(wordsOf(effect)), LONGEST);
}

const LONGEST = 120;

function wordsOf({ action, request, redactedAt }: Effect): string {
  // Of one that is erased nothing is left.
  if (Object.keys(request).length === 0) return "";
  const isOld = redactedAt !== undefined;
  if (action === "http" && "method" in request)
    return isOld
      ? `${request.method} to ${request.connection}`
      : `${request.method} ${pathIn(request.path)} to ${request.connection}`;
  if (action === "emit" && "event" in request) return request.event;
  if ((action === "tag" || action === "list") && "add" in request && !isOld) {
    const removed = request.remove.length === 0 ? [] : [`not: ${request.remove.join(", ")}`];
    return [...request.add.map(String), ...removed].join(", ");
  }
  return "connection" in request ? `to ${request.connection}` : "";
}

/** The path without what is asked for behind it. */
function pathIn(path: string): string {
  return path.replace(/[?#].*$/s, "");
}
