import { parseDuration } from "../../core/base/duration.ts";
import { parseSpan } from "./calendars.ts";
import { rateOf } from "./connections.ts";
import type { Rate } from "../../core/base/duration.ts";
import type { FrequencyCap, Purpose, QuietHours, SendingPolicy } from "../../core/model/settings.ts";
import type { Findings } from "../yaml/findings.ts";
import type { RawSending } from "./raw-config.ts";

/** The send gate's policy; the loop guard is on whether written or not, quiet hours and caps only when written. */
export function compileSending(raw: RawSending, findings: Findings): SendingPolicy {
  return {
    quietHours: raw.quiet_hours === undefined ? null : compileQuietHours(raw.quiet_hours, findings),
    frequency: compileFrequency(raw.frequency ?? {}),
    loops: {
      autoReplies: rateOf(raw.loops?.auto_replies, DEFAULT_AUTO_REPLIES),
      tripForMs: parseDuration(raw.loops?.trip_for ?? "1h") ?? 0,
    },
  };
}

const DEFAULT_AUTO_REPLIES: Rate = { count: 3, windowMs: 120_000 };

function compileQuietHours(raw: NonNullable<RawSending["quiet_hours"]>, findings: Findings): QuietHours {
  const path = ["sending", "quiet_hours", "window"];
  const window = parseSpan(raw.window, path, findings);
  if (raw.window === "00:00-24:00") {
    const message = "quiet hours all day leave no time to send";
    findings.error({ code: "invalid-value", path, message, hint: "such as 21:00-08:00" });
  }
  return {
    appliesTo: raw.applies_to ?? ["service", "marketing"],
    zone: raw.zone ?? "contact",
    window,
    onHit: raw.on_hit ?? "defer",
  };
}

function compileFrequency(raw: NonNullable<RawSending["frequency"]>): readonly FrequencyCap[] {
  const purposes: readonly (Purpose | "any")[] = ["any", "reply", "service", "marketing"];
  return purposes.flatMap((purpose) => {
    const written = raw[purpose];
    return written === undefined ? [] : [{ purpose, ...rateOf(written, DEFAULT_AUTO_REPLIES) }];
  });
}
