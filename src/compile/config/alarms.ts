import { ALARM_KINDS } from "../../core/alarm/alarm.ts";
import type { AlarmSettings } from "../../core/alarm/alarm.ts";
import { parseDuration } from "../../core/base/duration.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { WrittenAlarms } from "../generated/written-config.ts";
import { checkConnection } from "../rules/configured-names.ts";
import type { Findings } from "../yaml/findings.ts";

/**
 * Who is told of which alarms; null when nothing is written. Without `on` it is all of them. Silence counts by default where
 * there are opening hours: without these every night would be one.
 */
export function compileAlarms(
  written: WrittenAlarms | undefined,
  { settings, findings }: { readonly settings: Settings; readonly findings: Findings },
): AlarmSettings | null {
  if (written === undefined) return null;
  const { notify, on = ALARM_KINDS, silence } = written;
  checkConnection(notify, ["alarms", "notify"], { settings, findings }, "notify");
  const silenceMs = silence === undefined ? defaultSilenceMs(settings) : parseDuration(silence);
  if (silenceMs === null && written.on?.includes("silence") === true) {
    const message = "without calendars the engine cannot tell when a silence is one";
    const hint = "write how long it may be silent, day and night, such as silence: 12h";
    findings.error({ code: "missing-key", path: ["alarms"], message, hint, which: "key" });
  }
  if (silence !== undefined && !on.includes("silence")) {
    const hint = "add silence to `on`, or remove `silence`";
    findings.error({ code: "conflicting-keys", path: ["alarms", "silence"], message: "silence is not in `on`", hint });
  }
  return { notify, on, silenceMs: on.includes("silence") ? silenceMs : null };
}

const SILENCE_MS = 3_600_000;

function defaultSilenceMs({ calendars }: Settings): number | null {
  return Object.keys(calendars).length === 0 ? null : SILENCE_MS;
}
