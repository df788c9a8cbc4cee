import type { PauseScope } from "../../../core/model/decision.ts";
import { toIso } from "../../text/instants.ts";
import type { Wanted } from "./address.ts";

/** The command that does the same; a person writes the number of a contact in place of `NUMBER`, where no event names it. */
export function commandOf(wanted: Wanted): string {
  return ["heyrules", ...wordsOf(wanted)].map(shellWord).join(" ");
}

function wordsOf(wanted: Wanted): readonly string[] {
  switch (wanted.kind) {
    case "retry":
    case "drop":
    case "cancel": {
      const { ids, only, ruleId, code, connection, since, evenOvertaken = false } = wanted.which;
      const command = wanted.kind === "cancel" ? ["runs", "cancel"] : ["dead", wanted.kind];
      const overtaken = evenOvertaken ? ["--overtaken"] : [];
      if (ids !== null) return [...command, ...ids, ...overtaken];
      const options = [
        ...option("--only", only),
        ...option("--rule", ruleId),
        ...option("--code", code),
        ...option("--connection", connection),
        ...option("--since", toIso(since)),
      ];
      return [...command, ...(options.length === 0 ? ["--all"] : options), ...overtaken];
    }
    case "resolve":
      return ["dead", "resolve", wanted.runId, wanted.wasDone ? "--sent" : "--not-sent"];
    case "resume":
      return [
        ...["runs", "resume", wanted.runId],
        ...option("--from", wanted.from),
        ...(wanted.onNewVersion ? ["--on-new-version"] : []),
        ...(wanted.evenOvertaken === true ? ["--overtaken"] : []),
      ];
    case "replay":
      return [
        ...["events", "replay", ...wanted.eventIds],
        ...option("--rule", wanted.ruleId),
        ...(wanted.evenOvertaken ? ["--overtaken"] : []),
        ...(wanted.again === true ? ["--again"] : []),
      ];
    case "approve":
    case "refuse":
      return ["approvals", wanted.kind, wanted.code];
    case "release":
    case "erase":
      return ["contacts", wanted.kind, wanted.contact.startsWith("evt_") ? wanted.contact : "NUMBER"];
    case "pause":
      return ["pause", ...scopeOptions(wanted.scope)];
    case "unpause":
      return ["resume", ...scopeOptions(wanted.scope)];
    case "enable":
      return [
        ...["rules", "enable", wanted.ruleId, ...(wanted.inShadow ? ["--shadow"] : [])],
        ...option("--canary", shareOf(wanted.canary)),
      ];
    case "disable":
      return ["rules", "disable", wanted.ruleId];
    case "promote":
      return ["rules", "promote", wanted.ruleId, ...option("--canary", shareOf(wanted.canary))];
  }
}

function scopeOptions({ kind, name }: PauseScope): readonly string[] {
  return kind === "all" ? [] : [`--${kind}`, name];
}

function shareOf(canary: number | null): string | null {
  return canary === null ? null : `${canary}%`;
}

function option(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [name, value];
}

/** A word as a POSIX shell takes it for itself. */
function shellWord(word: string): string {
  return /^[-\w./:@+]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
