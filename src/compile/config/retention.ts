import { parseDuration } from "../../core/base/duration.ts";
import { DEFAULT_RETENTION } from "../../core/event/retention.ts";
import type { RetentionPolicy, SendingPolicy } from "../../core/model/ruleset/settings.ts";
import type { WrittenRetention } from "../generated/written-config.ts";
import type { Findings } from "../yaml/findings.ts";

const DAY_MS = 86_400_000;
/** A sender may repeat a delivery for three days, and people look at what happened last week. */
const SHORTEST_MS = { texts: DAY_MS, events: 7 * DAY_MS, audit: 7 * DAY_MS };

const NAMES = { texts: "texts are", events: "events are", audit: "the audit is" };

/** How long what is stored is kept, with a finding where less is kept than the engine needs. */
export function compileRetention(
  written: WrittenRetention,
  { sending, findings }: { readonly sending: SendingPolicy; readonly findings: Findings },
): RetentionPolicy {
  const lengthOf = (kind: "texts" | "events" | "audit", otherwise: number): number => {
    const ms = parseDuration(written[kind] ?? "") ?? otherwise;
    if (ms >= SHORTEST_MS[kind]) return ms;
    const least = `${SHORTEST_MS[kind] / DAY_MS}d`;
    const message = `${NAMES[kind]} kept for ${least} at least`;
    findings.error({ code: "invalid-value", path: ["retention", kind], message, hint: `write ${least} or more` });
    return otherwise;
  };
  const eventsMs = lengthOf("events", DEFAULT_RETENTION.eventsMs);
  const textsMs = lengthOf("texts", Math.min(DEFAULT_RETENTION.textsMs, eventsMs));
  if (textsMs > eventsMs) {
    const message = "texts go with their events at the latest, so they cannot be kept longer";
    const hint = "raise retention.events, or lower retention.texts";
    findings.error({ code: "invalid-value", path: ["retention", "texts"], message, hint });
  }
  sending.frequency.forEach(({ purpose, windowMs }) => {
    if (windowMs <= eventsMs) return;
    const message = `the cap counts texts of a longer time than events are kept (retention.events)`;
    const hint = "shorten the cap, or raise retention.events";
    findings.error({ code: "invalid-value", path: ["sending", "frequency", purpose], message, hint });
  });
  return { textsMs, eventsMs, auditMs: lengthOf("audit", DEFAULT_RETENTION.auditMs) };
}
