import { hasPlaceholder } from "../../compile/config/environment.ts";
import { acceptedSecrets } from "../../config.ts";
import type { ConfigResult, RemoteAccess } from "../../config.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Connection } from "../../ports/connection.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { Attempt, Check } from "./doctor-check.ts";
import { found, good, skipped } from "./doctor-check.ts";

/** Whether each connection that a rule in force calls has what it takes to be called. None of them is. */
export function checkConnections(named: ConfigResult["named"], rules: readonly Rule[]): Check {
  const name = "connections";
  if (named === null) return skipped(name, "not known, as long as the configuration has errors");
  const used = new Map<string, string>();
  for (const rule of rules) {
    for (const connection of connectionsOf(rule)) if (!used.has(connection)) used.set(connection, rule.id);
  }
  const connections = named.connections.filter((connection) => used.has(connection.name));
  const incomplete = connections.filter((connection) => missingParts(connection).length > 0);
  if (incomplete.length > 0) {
    return found("failed", {
      name,
      message: "a rule in force calls what cannot be called",
      details: incomplete.map(
        (connection) =>
          `${connection.name} lacks its ${missingParts(connection).join(" and ")}; rule ${used.get(connection.name) ?? ""} calls it`,
      ),
      next: "set the variables above in the environment or in .env",
    });
  }
  const names = connections.map((connection) => connection.name).join(", ");
  return good(name, names === "" ? "no rule in force calls any" : `${names}: address and secret are set (not called)`);
}

function connectionsOf(rule: Rule): readonly string[] {
  return rule.program.flatMap((instruction) =>
    instruction.op === "effect" && "connection" in instruction.effect ? [instruction.effect.connection] : [],
  );
}

function missingParts({ url, auth }: Connection): readonly string[] {
  const secret = Object.values(auth).some(hasPlaceholder);
  return [...(hasPlaceholder(url) ? ["address"] : []), ...(secret ? ["secret"] : [])];
}

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
