import { parseDuration } from "../../core/base/duration.ts";
import { parseSpan } from "./calendars.ts";
import { rateOf } from "./connections.ts";
import type { Rate } from "../../core/base/duration.ts";
import type {
  FrequencyCap,
  InternalTexts,
  Price,
  Purpose,
  QuietHours,
  SendingPolicy,
} from "../../core/model/ruleset/settings.ts";
import { readTextedNumber } from "./texted-number.ts";
import type { Findings } from "../yaml/findings.ts";
import type { WrittenSending } from "../generated/written-config.ts";

/**
 * The send gate's policy; the loop guard and the age of what is answered count whether written or not, quiet hours and
 * caps only when written.
 */
export function compileSending(written: WrittenSending, country: string, findings: Findings): SendingPolicy {
  return {
    quietHours: written.quiet_hours === undefined ? null : compileQuietHours(written.quiet_hours, findings),
    frequency: compileFrequency(written.frequency ?? {}),
    loops: {
      autoReplies: rateOf(written.loops?.auto_replies, DEFAULT_AUTO_REPLIES),
      tripForMs: parseDuration(written.loops?.trip_for ?? "1h") ?? 0,
    },
    tellsHeymarket: written.opt_out?.tell_heymarket ?? true,
    replyWithinMs: parseDuration(written.reply_within ?? "1h") ?? 0,
    replyWindowMs: parseDuration(written.reply_window ?? "15m") ?? 0,
    internal: compileInternal(written.internal, country, findings),
    ...(written.segment_price === undefined ? {} : { segmentPrice: priceOf(written.segment_price) }),
  };
}

/** Of an amount and its currency, as the schema has them written. */
function priceOf(written: string): Price {
  const [amount, currency = ""] = written.split(" ");
  return { amount: Number(amount), currency };
}

const DEFAULT_AUTO_REPLIES: Rate = { count: 3, windowMs: 120_000 };
const DEFAULT_INTERNAL_CAP: Rate = { count: 20, windowMs: 3_600_000 };

function compileInternal(written: WrittenSending["internal"], country: string, findings: Findings): InternalTexts {
  const read = Object.entries(written?.numbers ?? {}).map(([name, number]) => {
    const path = ["sending", "internal", "numbers", name];
    const hint = 'write it with + and country code, such as "+15105550100"';
    return [name, readTextedNumber(number, { path, hint, country, findings }) ?? ""] as const;
  });
  return { numbers: Object.fromEntries(read), cap: rateOf(written?.cap, DEFAULT_INTERNAL_CAP) };
}

function compileQuietHours(written: NonNullable<WrittenSending["quiet_hours"]>, findings: Findings): QuietHours {
  const path = ["sending", "quiet_hours", "window"];
  const window = parseSpan(written.window, path, findings);
  if (written.window === "00:00-24:00") {
    const message = "quiet hours all day leave no time to send";
    findings.error({ code: "invalid-value", path, message, hint: "such as 21:00-08:00" });
  }
  return {
    appliesTo: written.applies_to ?? ["service", "marketing"],
    zone: written.zone ?? "contact",
    window,
    onHit: written.on_hit ?? "defer",
  };
}

function compileFrequency(written: NonNullable<WrittenSending["frequency"]>): readonly FrequencyCap[] {
  const purposes: readonly (Exclude<Purpose, "internal"> | "any")[] = ["any", "reply", "service", "marketing"];
  return purposes.flatMap((purpose) => {
    const cap = written[purpose];
    return cap === undefined ? [] : [{ purpose, ...rateOf(cap, DEFAULT_AUTO_REPLIES) }];
  });
}
