import type { ChangeSet } from "../../../src/core/model/changes.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Intervention, InterventionContext, Stood } from "../../../src/core/operate/intervention.ts";
import { makeAttempt, makeEffect, makeRun, makeSettings, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

/** A call, a text with an id, and a log line. */
export const RULE = compileOne([
  "on: message_received",
  "do:",
  "  - http: { connection: crm, method: POST, path: /calls }",
  "  - id: hello",
  "    send_message: { purpose: service, text: Hello }",
  "  - log: said",
]);

/** What every intervention of these tests is decided with: Ann, an hour after the run was written. */
export const CONTEXT: InterventionContext = { settings: makeSettings(), now: NOW + 3_600_000, by: "ann" };

/** A run of {@link RULE} that failed at its call, unless said otherwise. */
export function makeStood({
  run = {},
  effects = [makeCall()],
  rule = RULE,
}: {
  readonly run?: Partial<Run>;
  readonly effects?: readonly Effect[];
  readonly rule?: Rule | null;
} = {}): Stood {
  const error = { message: "it said no", step: "do/0", code: "http_400" } as const;
  return { run: makeRun({ ruleVersion: RULE.version, status: "failed", error, ...run }), effects, rule };
}

/** The call at `do/0`, refused after three attempts. */
export function makeCall(overrides: Partial<Effect> = {}): Effect {
  const attempts = [1, 2, 3].map((number) => makeAttempt({ number, outcome: "not_sent" }));
  return makeEffect({
    id: "eff_call",
    action: "http",
    path: "do/0",
    status: "dead",
    attempts,
    deadlineAt: NOW,
    ...overrides,
  });
}

/** The text at `do/1`, of which nobody knows whether it went out. */
export function makeDoubtedText(overrides: Partial<Effect> = {}): Effect {
  const attempts = [makeAttempt({ outcome: "unclear", error: "the answer was lost" })];
  const search = { since: NOW, looks: 5, wholeLooks: 3 };
  const reason = "the answer was lost; it is not sent again";
  return makeEffect({
    id: "eff_text",
    path: "do/1",
    status: "unknown",
    attempts,
    search,
    reason,
    deadlineAt: NOW,
    ...overrides,
  });
}

/** A run parked at that text. */
export function makeInDoubt(overrides: Partial<Run> = {}): Stood {
  const error = { message: "the answer was lost", step: "do/1", code: "outcome_unknown" } as const;
  const run = { status: "parked", cursor: 1, error, ...overrides } as const;
  return makeStood({ run, effects: [makeCall({ status: "done", settledAt: NOW }), makeDoubtedText()] });
}

/** What an intervention changes; throws when it is refused. */
export function changesBy(intervention: Intervention): ChangeSet {
  if ("refused" in intervention) throw new Error(`refused: ${intervention.refused}`);
  return intervention.changes;
}
