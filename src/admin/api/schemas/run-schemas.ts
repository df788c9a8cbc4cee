import { DELIVERY_OUTCOMES } from "../../../core/model/delivery.ts";
import { anyObject, anything, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

/** Every status of a run. */
export const RUN_STATUSES = ["ready", "waiting", "queued", "sending", "parked", "done", "failed", "stopped"] as const;

const EFFECT_STATUS = oneOf(
  ["planned", "deferred", "sending", "done", "failed", "unknown", "blocked", "dead", "cancelled"],
  "How it stands; `blocked` and `deferred` by a guard of the send gate, `unknown` when nobody knows whether it was done.",
);
const GUARD = orNull(text("Guard of the send gate that blocked or deferred it.", { examples: ["quiet_hours"] }));
const REASON = orNull(text("Why it stands so."));
const ERROR = orNull(
  record(
    "Why it failed or is parked.",
    {
      message: text("A sentence."),
      step: text("Place of the step that failed."),
      code: text("As docs/errors.md lists them, or the remote's own.", { examples: ["outcome_unknown"] }),
      answer: anyObject("What the remote answered, secrets hidden."),
    },
    ["answer"],
  ),
);

/** Members that a run has in lists and by itself. */
const TOLD = {
  id: text("`run_…`.", { examples: ["run_7QJ2M4"] }),
  ruleId: text("The rule that fired."),
  eventId: text("The event it fired on."),
  status: oneOf(RUN_STATUSES, "How it stands; `parked` waits for a person, the last three are final."),
  contact: text("Masked number, or what else the contact is named by."),
  createdAt: instant("When it started."),
  updatedAt: instant("When it last changed."),
  dueAt: orNull(instant("When it goes on by itself.")),
  error: ERROR,
  continuedAs: orNull(text("The run that went on with the steps behind a text in doubt.")),
};

/** Schemas of what is told of runs, by name. */
export const RUN_SCHEMAS = {
  RunSummary: record("A run of a list.", {
    ...TOLD,
    replayOf: orNull(text("The event of which the one it fired on is a replay.")),
    continues: orNull(text("Of whose steps it is the rest.")),
    effects: listOf(
      record("One outside action.", {
        id: text("`eff_…`."),
        action: text("Its kind.", { examples: ["send_message"] }),
        status: EFFECT_STATUS,
        guard: GUARD,
        reason: REASON,
      }),
      "What it does to the outside.",
    ),
  }),
  Run: record(
    "A run with each of its steps.",
    {
      ...TOLD,
      ruleVersion: text("Version of the rule it goes by."),
      place: orNull(
        record("Where that version of the rule stands.", {
          file: text("The file."),
          line: count("From 1."),
          column: count("From 1."),
        }),
      ),
      verdict: orNull(named("Verdict")),
      cursor: count("Index of the next instruction of its program."),
      vars: anyObject("Its variables, secrets hidden."),
      steps: anyObject("What its steps gave, by id, secrets hidden."),
      awaitsSince: orNull(instant("From when on events of the contact end its wait.")),
      restedAt: orNull(instant("When its last wait ended.")),
      approval: orNull(
        record("What a person is asked to approve.", {
          code: text("By which people name it."),
          askedAt: instant("Since when."),
        }),
      ),
      heardEvents: listOf(text("Id."), "Events that ended waits of it."),
      isWatched: flag("Later events of the contact look at it."),
      key: orNull(text("By what the `mode` of its rule tells runs apart.")),
      waitsFor: orNull(oneOf(["elapsed", "instant", "answer"], "What `dueAt` is the end of.")),
      destination: orNull(text("Where the effect goes that it stands at.")),
      behind: orNull(text("The run of the same contact that stands first in that line, before this one.")),
      holds: listOf(anyObject("A destination, and until when."), "Where later runs of the contact wait for it."),
      stepsOverAt: orNull(instant("When the steps behind an effect in doubt go on without it.")),
      continues: orNull(anyObject("Of whose steps it is the rest, and from where.")),
      loop: orNull(anyObject("The list it goes over.")),
      reservation: orNull(text("What it holds for `limits.once_per`.")),
      slot: orNull(text("What it holds for `limits.max`.")),
      redactedAt: orNull(instant("When its words were taken out, since they were old.")),
      trace: listOf(
        record(
          "One entry of what it did.",
          {
            at: instant("When."),
            path: text("Place in the rule."),
            kind: text("Such as condition, gate, wait, log."),
            text: text("A sentence."),
            condition: named("ConditionTrace"),
            data: anything("More of it."),
            asks: text("The code by which a person is asked, where the run begins to wait for one."),
            approval: oneOf(["approved", "refused", "late"], "What came of a text that waited for a person."),
            item: count("Which item of a list, from 0."),
          },
          ["condition", "data", "asks", "approval", "item"],
        ),
        "What it did, in order.",
      ),
      effects: listOf(named("Effect"), "What it does to the outside."),
    },
    ["heardEvents"],
  ),
  Effect: record(
    "One outside action of a run: a row of the ledger.",
    {
      id: text("`eff_…`; the `Idempotency-Key` of every attempt."),
      runId: text("Its run."),
      eventId: text("The event of its run."),
      ruleId: text("The rule of its run."),
      lane: text("The contact, masked."),
      path: text("Place of the step in the rule."),
      item: count("For which item of a list, from 0."),
      action: text("Its kind.", { examples: ["send_message"] }),
      status: EFFECT_STATUS,
      request: anything("What was asked for, numbers masked and secrets hidden."),
      localId: orNull(text("Client id of a text.")),
      phone: orNull(text("Number a text goes to, masked.")),
      purpose: orNull(text("Of a text.", { examples: ["reply"] })),
      countedAs: anyObject("Another purpose that the gate took it for, and why."),
      goesOutAt: count("When the customer gets it, in milliseconds since 1970; absent for at once."),
      textDigest: orNull(text("Of what a text says.")),
      attempts: listOf(
        record("One try.", {
          number: count("From 1."),
          startedAt: instant("When it began."),
          endedAt: orNull(instant("When it ended; null while on the wire.")),
          outcome: orNull(oneOf(["done", "refused", "not_sent", "unclear"], "How it ended.")),
          counted: flag("It counts against the attempts of the step."),
          httpStatus: orNull({ type: "integer", description: "Of the answer." }),
          requestId: orNull(text("The remote's own.")),
          error: orNull(text("What went wrong.")),
        }),
        "Oldest first.",
      ),
      attemptsDropped: count("Attempts not kept, none of which counted."),
      deadlineAt: orNull(instant("When it is given up.")),
      search: orNull(anyObject("How it was looked for.")),
      delivery: orNull(
        record("How a text fared.", {
          outcome: oneOf(DELIVERY_OUTCOMES, "Under way, arrived, or not."),
          status: text("The vendor's own."),
          reason: orNull(text("The carrier's words.")),
          at: instant("When that became so."),
        }),
      ),
      result: anything("What the remote answered, secrets hidden."),
      reason: REASON,
      guard: GUARD,
      plannedAt: instant("When it was planned."),
      dueAt: orNull(instant("When the next attempt, or look, is due.")),
      settledAt: orNull(instant("When it was settled.")),
      redactedAt: orNull(instant("When its words were taken out, since they were old.")),
    },
    ["item", "countedAs", "goesOutAt"],
  ),
} as const;
