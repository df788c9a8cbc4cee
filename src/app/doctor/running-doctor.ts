import { wordsOfDifference } from "../../alarm/instance-watch.ts";
import type { Difference } from "../../core/alarm/instance.ts";
import { askAccountBy, askConnection, storeFacts } from "./questions.ts";
import type { Operations } from "../operator/operations.ts";
import type { Config } from "../../config/config.ts";
import { isLoopback } from "../../config/config.ts";
import { isOwnRule } from "../../core/model/ruleset/rule.ts";
import { countRules } from "../../core/model/ruleset/rule-count.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { examineAccount } from "../../doctor/account.ts";
import type { Check } from "../../doctor/check.ts";
import { found, good, inOrder } from "../../doctor/check.ts";
import { checkConnections } from "../../doctor/connections.ts";
import type { Examined } from "../../doctor/examined.ts";
import {
  checkHeld,
  checkNode,
  checkPauses,
  checkStaff,
  checkTimeZones,
  describeRoom,
  zonesOf,
} from "../../doctor/machine.ts";
import { checkProxy } from "../../doctor/proxy.ts";
import { checkDeliveries, checkWebhook } from "../../doctor/webhook.ts";
import { rulesInForce } from "../../show/rules/rule-count.ts";
import type { RunDoctor } from "../../ports/doctor.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Clock } from "../../ports/system.ts";
import { SYSTEM_CLOCK } from "../../system.ts";

/** What a running engine is examined by. */
interface RunningParts {
  readonly store: Store;
  readonly inForce: () => { readonly rules: readonly Rule[] };
  readonly operations: Pick<Operations, "readiness" | "room" | "reloadProblem" | "difference">;
  readonly clock: Clock;
}

/** The checks of `heyrules doctor` on an engine: by the configuration and the rules in force, on the store it has open. */
export function createRunningDoctor(config: () => Config, parts: RunningParts): RunDoctor {
  return async () => {
    const engine = examineEngine(config(), parts.inForce().rules);
    const [connections, work, stored, account] = await Promise.all([
      checkConnections(engine, (connection) => askConnection(connection, parts.clock)),
      checkWork(parts.operations),
      checkStored(engine, parts),
      examineAccount(engine, { offline: false }, askAccountBy(parts.clock)),
    ]);
    return inOrder([
      checkNode(process.versions.node, SYSTEM_CLOCK.now()),
      checkTimeZones(zonesOf(engine.named.settings)),
      ...checkFiles(parts.inForce().rules, parts.operations.reloadProblem()),
      ...checkProxy(engine.named, engine.access),
      checkWebhook(engine.access),
      connections,
      ...work,
      ...checkOthers(parts.operations.difference()),
      ...stored,
      ...account.checks,
    ]);
  };
}

type ExaminedEngine = Examined & { readonly named: Config };

/** An engine whose rules need Heymarket does not start without its credentials, and none lacks a variable. */
function examineEngine(config: Config, rules: readonly Rule[]): ExaminedEngine {
  const { heymarket } = config;
  return {
    named: config,
    access: { value: config, problem: null },
    isSandbox: heymarket !== null && isLoopback(heymarket.apiUrl),
    missingSecrets: heymarket === null ? ["HEYMARKET_API_SECRET_ID", "HEYMARKET_API_SECRET_KEY"] : [],
    rulesInForce: rules.filter((rule) => rule.enabled === "on" && !isOwnRule(rule)),
    ruleForHeymarket: null,
    secretVariables: {},
  };
}

/** Whether what is in force is what the files say. */
function checkFiles(inForce: readonly Rule[], reloadProblem: string | null): readonly Check[] {
  const rules = good("rules", rulesInForce(countRules(inForce)));
  if (reloadProblem === null) return [good("configuration", "in force as it was loaded last"), rules];
  const message = "the files as they stand are not in force, the last good version goes on";
  const next = "correct the files, and reload";
  return [found("warning", { name: "configuration", message, details: reloadProblem.split("\n"), next }), rules];
}

/** Whether the store takes writes and has room, and whether the clock is gone by. */
async function checkWork({ readiness, room }: RunningParts["operations"]): Promise<readonly Check[]> {
  const [states, kept] = await Promise.all([readiness(), room()]);
  const problemOf = (name: string): string | null =>
    states.find((state) => state.name === name && !state.isWell)?.detail ?? null;
  const [store, clock] = [problemOf("store"), problemOf("clock")];
  return [
    store === null
      ? good("store", "it can be read and written")
      : found("failed", {
          name: "store",
          message: store,
          next: "look at the log of the engine, and at its disk or database",
        }),
    ...(kept === null ? [] : [describeRoom({ free: kept.free, isLow: problemOf("disk") !== null }, "the store")]),
    ...(clock === null
      ? []
      : [
          found("warning", {
            name: "known-time",
            message: clock,
            next: "set the clock; when it is right and Heymarket cannot be asked, heyrules start --accept-clock",
          }),
        ]),
  ];
}

/** Whether the engines on the store go by the same. */
function checkOthers(difference: Difference | null): readonly Check[] {
  if (difference === null) return [];
  const next = "give all of them the same rules folder and heyrules.yaml, and reload";
  return [found("warning", { name: "engines", message: wordsOfDifference(difference), next })];
}

async function checkStored(engine: ExaminedEngine, { store, clock }: RunningParts): Promise<readonly Check[]> {
  const facts = await storeFacts(store, engine.named.settings.sending.internal.numbers);
  return [
    ...checkPauses(facts.pauses(engine.named.settings.timezone)),
    checkDeliveries(facts.newestDeliveryAt, clock.now()),
    ...checkHeld(facts.held),
    ...checkStaff(facts.silencedStaff),
  ];
}
