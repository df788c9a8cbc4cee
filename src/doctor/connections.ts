import { hasPlaceholder } from "../compile/config/environment/environment.ts";
import { isSampleAddress } from "../compile/config/sample-values.ts";
import type { ConnectionAnswer } from "../act/http/connection/connection-answer.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Connection } from "../ports/outside/connection.ts";
import type { Check } from "./check.ts";
import { found, good, skipped } from "./check.ts";
import type { NamedConfig } from "./examined.ts";

/** What {@link checkConnections} goes by. */
export interface ConnectionsInQuestion {
  readonly named: NamedConfig | null;
  readonly rulesInForce: readonly Rule[];
  /** Names of the variables that hold the secret of a connection, by its name. */
  readonly secretVariables: Readonly<Record<string, readonly string[]>>;
}

type Ask = (connection: Connection) => Promise<ConnectionAnswer>;

const NAME = "connections";

/**
 * Whether each connection that a rule in force or an alarm calls has what it takes to be called, and what it answers when it
 * is asked for nothing. `ask` is null when nobody is to be called; addresses of the sample never are.
 */
export async function checkConnections(question: ConnectionsInQuestion, ask: Ask | null): Promise<Check> {
  const { named, rulesInForce } = question;
  if (named === null) return skipped(NAME, "not known, as long as the configuration has errors");
  const users = usersOfConnections(named, rulesInForce);
  const used = named.connections.filter((connection) => users.has(connection.name));
  if (used.length === 0) return good(NAME, "no rule in force calls any");
  const isComplete = (connection: Connection): boolean => missingParts(connection).length === 0;
  const names = used.map((connection) => connection.name).join(", ");
  if (ask === null && used.every(isComplete)) return good(NAME, `${names}: address and secret are set (not called)`);
  const findings = await Promise.all(
    used.map(async (connection): Promise<Finding | null> => {
      if (!isComplete(connection)) return describeMissing(connection, users.get(connection.name) ?? "");
      if (ask === null) return null;
      if (isSampleAddress(connection.url))
        return { status: "ok", text: `${connection.name} is the sample's, not called` };
      return judgeAnswer(connection, await ask(connection), question.secretVariables[connection.name] ?? []);
    }),
  );
  return describeFindings(findings.filter((finding) => finding !== null));
}

function describeMissing(connection: Connection, user: string): Finding {
  return {
    status: "failed",
    text: `${connection.name} lacks its ${missingParts(connection).join(" and ")}; ${user} calls it`,
    next: SET_VARIABLES,
  };
}

const SET_VARIABLES = "set the variables above in the environment or in .env";

/** Who calls each connection: `rule answer-price`, or `alarms`. */
function usersOfConnections({ alarms }: NamedConfig, rules: readonly Rule[]): ReadonlyMap<string, string> {
  const users = new Map<string, string>(alarms === null ? [] : [[alarms.notify, "alarms"]]);
  for (const rule of rules) for (const connection of connectionsOf(rule)) users.set(connection, `rule ${rule.id}`);
  return users;
}

function connectionsOf(rule: Rule): readonly string[] {
  return rule.program.flatMap((instruction) =>
    instruction.op === "effect" && "connection" in instruction.effect ? [instruction.effect.connection] : [],
  );
}

function missingParts(connection: Connection): readonly string[] {
  return [
    ...(hasPlaceholder(connection.url) ? ["address"] : []),
    ...(secretsOf(connection).some(hasPlaceholder) ? ["secret"] : []),
  ];
}

/** What proves who we are there; parts of it may be unset. */
function secretsOf({ auth, crm }: Connection): readonly string[] {
  const signing = crm?.kind === "webhook" ? crm.signingSecret : null;
  const parts: readonly (string | null | undefined)[] = [...Object.values({ ...auth }), signing];
  return parts.flatMap((part) => part ?? []);
}

interface Finding {
  readonly status: "ok" | "warning" | "failed";
  readonly text: string;
  /** What to do; absent when there is nothing to do. */
  readonly next?: string;
}

/** A call for nothing may well be answered "no such page" or "not by this method": then somebody is there. A search may not. */
function judgeAnswer({ name }: Connection, answer: ConnectionAnswer, variables: readonly string[]): Finding {
  const { status, problem, wasAuthorized, isWhole } = answer;
  if (status === null) {
    const next = `check the address of ${name}, network and proxy`;
    return { status: "failed", text: problem ?? `${name} gave no answer`, next };
  }
  if (wasAuthorized && (status === 401 || status === 403)) {
    const holder = variables.length === 0 ? `the \`auth\` of ${name} in heyrules.yaml` : variables.join(" and ");
    return { status: "failed", text: `${name} answered ${status} to ${holder}`, next: `correct ${holder}` };
  }
  if (status >= 500) {
    return { status: "warning", text: `${name} answered ${status}: it is not well`, next: `ask those who run ${name}` };
  }
  if (isWhole && problem !== null) {
    const next = `correct the \`base_url\`, the \`object\` or the \`phone_fields\` of ${name}, or what its secret may do there`;
    return { status: "failed", text: problem, next };
  }
  return { status: "ok", text: isWhole ? `${name} was searched for a number` : `${name} answered ${status}` };
}

function describeFindings(findings: readonly Finding[]): Check {
  const bad = findings.filter(({ status }) => status !== "ok");
  const fine = findings.filter(({ status }) => status === "ok").map(({ text }) => text);
  if (bad.length === 0) return good(NAME, fine.join("; "));
  const status = bad.some((finding) => finding.status === "failed") ? "failed" : "warning";
  return found(status, {
    name: NAME,
    message: `${bad.length} of ${findings.length} called ${bad.length === 1 ? "is" : "are"} not as rules need ${bad.length === 1 ? "it" : "them"}`,
    // One that was called without its secret may answer 401 as well, and that is all right.
    details: [...bad.map(({ text }) => text), ...fine.map((text) => `${text}, as it may`)],
    next: [...new Set(bad.flatMap(({ next }) => next ?? []))].join("; "),
  });
}
