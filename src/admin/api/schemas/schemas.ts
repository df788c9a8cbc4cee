import { anything, count, flag, instant, listOf, named, oneOf, record, text } from "../schema.ts";
import type { Schema } from "../schema.ts";
import { ATTENTION_SCHEMAS } from "./attention-schemas.ts";
import { EVENT_SCHEMAS, EVENT_STATUSES } from "./event-schemas.ts";
import { CONTACT_SCHEMAS } from "./contact-schemas.ts";
import { PEOPLE_SCHEMAS } from "./people-schemas.ts";
import { BACKTEST_SCHEMAS } from "./backtest-schemas.ts";
import { PLAYGROUND_SCHEMAS } from "./playground-schemas.ts";
import { RULE_SCHEMAS } from "./rule-schemas.ts";
import { RUN_SCHEMAS, RUN_STATUSES } from "./run-schemas.ts";
import { SYSTEM_SCHEMAS } from "./system-schemas.ts";

const countsOf = (statuses: readonly string[], what: string): Schema =>
  record(`How many ${what} there are of each status.`, Object.fromEntries(statuses.map((one) => [one, count(one)])));

/** Every schema that has a name in the description of the API. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...EVENT_SCHEMAS,
  ...RUN_SCHEMAS,
  ...RULE_SCHEMAS,
  ...CONTACT_SCHEMAS,
  ...PEOPLE_SCHEMAS,
  ...ATTENTION_SCHEMAS,
  ...SYSTEM_SCHEMAS,
  ...PLAYGROUND_SCHEMAS,
  ...BACKTEST_SCHEMAS,
  Status: record("How the engine stands.", {
    version: text("Release of the engine."),
    timezone: text("IANA zone of its configuration."),
    now: instant("By its clock."),
    role: oneOf(["read", "operate"], "What the token or login of this request allows."),
    rules: count("How many rules of files are in force."),
    ownRules: count("How many rules of the engine itself are in force beside them."),
    isStoreAvailable: flag("The store takes what comes."),
    pauses: listOf(named("Pause"), "What is paused, the oldest first."),
  }),
  Counts: record("How much there is.", {
    events: countsOf(EVENT_STATUSES, "events"),
    runs: countsOf(RUN_STATUSES, "runs"),
  }),
  RecordQuestion: {
    ...record("Arguments of one question, in its order.", {
      arguments: {
        type: "array",
        maxItems: 2,
        items: anything("An id, a list of ids or options."),
        description: "In order.",
      },
    }),
    additionalProperties: false,
  },
  Problem: record("Why there is no answer.", {
    error: record("The reason.", {
      code: text("Stable.", { examples: ["NOT_FOUND"] }),
      message: text("A sentence for people: what is wrong, and what to do."),
    }),
  }),
};
