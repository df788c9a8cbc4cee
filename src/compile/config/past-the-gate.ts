import { traitsOf } from "../../core/model/ruleset/connection-kind.ts";
import type { Connection } from "../../ports/outside/connection.ts";
import type { Findings } from "../yaml/findings.ts";

/** Warns of connections to Heymarket itself: the send gate asks of texts that the actions of Heymarket send, of no other request. */
export function warnPastTheGate(connections: readonly Connection[], apiUrl: string | null, findings: Findings): void {
  const ofApi = hostOf(apiUrl ?? "");
  for (const { name, kind, url } of connections) {
    const host = hostOf(url);
    if (host === null || !(host === ofApi || /(^|\.)heymarket\.com$/.test(host))) continue;
    findings.warning({
      code: "past-the-gate",
      path: ["connections", name, traitsOf(kind).address],
      message: `"${name}" is a connection to Heymarket itself: a text sent by it is asked for no opt-out, quiet hours or cap`,
      hint: "send texts by send_message and the other actions of Heymarket; keep the connection for what they do not do",
    });
  }
}

/** Host and port of an address; null for none, or one that is not known yet. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
