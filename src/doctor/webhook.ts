import { acceptedSecrets } from "../config/config.ts";
import type { RemoteAccess } from "../config/config.ts";
import { countOf } from "../show/text/count-of.ts";
import { toDistance } from "../show/text/instants.ts";
import type { Attempt, Check } from "./check.ts";
import { found, good } from "./check.ts";

/** Whether each source of webhooks has a token by which a delivery can be believed. */
export function checkWebhook(access: Attempt<RemoteAccess>): Check {
  const name = "webhook";
  const next = "copy the token from Heymarket, Settings > Integrations > API, into .env as HEYMARKET_WEBHOOK_TOKEN";
  if (access.value === null) return found("failed", { name, message: access.problem, next: "make it readable" });
  const { sources } = access.value;
  if (sources.every((source) => acceptedSecrets(source) === 0)) {
    return found("failed", { name, message: "no verification token is set: no delivery could be believed", next });
  }
  const lines = sources
    .map(
      (source) =>
        `${source.name}: ${countOf(acceptedSecrets(source), source.outside === undefined ? "token" : "secret")}`,
    )
    .join(", ");
  const empty = sources.filter((source) => acceptedSecrets(source) === 0);
  if (empty.length === 0) return good(name, `tokens are set (${lines})`);
  const message = `a source accepts no token: ${empty.map((source) => source.name).join(", ")}`;
  return found("failed", { name, message, next: "set the variables above in the environment or in .env" });
}

/** A long weekend is quiet in many an office. */
const QUIET_MS = 4 * 24 * 3_600_000;

/** How long ago the newest delivery of a webhook came, epoch milliseconds; null when the store has none. */
export function checkDeliveries(newestAt: number | null, now: number): Check {
  const name = "deliveries";
  const next = "look in Heymarket, Settings > Integrations > API, whether the address of this engine stands there";
  if (newestAt === null) {
    return found("warning", { name, message: "no webhook has brought anything yet: rules hear of nothing", next });
  }
  const ageMs = Math.max(0, now - newestAt);
  const message = `the last one came ${toDistance(now - ageMs + (ageMs % 1_000), now)}`;
  if (ageMs < QUIET_MS) return good(name, message);
  return found("warning", { name, message: `${message}: rules hear of nothing since`, next });
}
