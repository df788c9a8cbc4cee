import { LONGEST_DRAFT, MOST_DAYS, MOST_EVENTS } from "../../playground/playground.ts";
import { anyObject, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

const COUNTS = record("What would come of it.", {
  fired: count("Runs that would start."),
  failed: count("Of these, those that would fail, or stop for a person to look at them."),
  shadow: count("Times it would fire but for its `shadow` state."),
  sent: count("Texts that would go out."),
  segments: count("Of those whose words are known."),
  unmeasured: count("Texts whose words only Heymarket knows."),
  blocked: count("Texts that the send gate would hold back."),
  approvals: count("Texts that would wait for a person to approve them."),
  others: count("Other calls."),
  cost: orNull(text("By `sending.segment_price`; null without one.")),
});
const REASONS = listOf(
  record("A reason.", { why: text("In words."), count: count("How often.") }),
  "The most frequent first.",
);
const FIRING = {
  rule: text("Id of the rule."),
  eventId: orNull(text("The event; null for an occurrence of a schedule.")),
  at: instant("By the virtual clock."),
  contact: text("Masked."),
  wrote: orNull(text("What the contact wrote, numbers masked.")),
};
const listedOf = (row: ReturnType<typeof record>, what: string): ReturnType<typeof record> =>
  record(what, { count: count("How many there are."), rows: listOf(row, "The first of them, at most fifty.") });
const FAILURES = record("What would fail, alike ones together, the most frequent first.", {
  count: count("How many kinds of it there are."),
  rows: listOf(
    record("Something that would fail.", {
      kind: oneOf(
        ["failed", "parked", "handled", "not_evaluated", "event_parked"],
        "A run that fails, or stops for a person to look at it; a step that fails and whose rule takes it up; a rule, or an event, that could not be evaluated.",
      ),
      rule: orNull(text("Id of the rule; null for an event.")),
      step: text("Path of the step in the rule; empty when it was none."),
      code: orNull(text("As docs/errors.md lists them; null for a rule that could not be evaluated.")),
      message: text("Why, numbers masked."),
      count: count("How often."),
      eventId: orNull(text("The event of the first of them, where it is stored.")),
      sentence: text("All of it in a sentence."),
    }),
    "The first of them, at most fifty.",
  ),
});
const FIRED = {
  ...FIRING,
  sends: orNull(text("The first text that would go out; null when none would.")),
  moreSent: count("How many more would."),
  kept: listOf(
    record("A text that would not go out at once.", {
      state: oneOf(
        ["blocked", "deferred", "waits for approval", "failed", "cancelled", "not gone out"],
        "One that is `deferred` goes out later, one that is `not gone out` had not a week later.",
      ),
      why: orNull(text("In words; null when the state says it.")),
      until: orNull(instant("Until when it is deferred, by the virtual clock.")),
      words: orNull(text("What it says, numbers masked, where a person would still decide of it.")),
    }),
    "What came of the others, alike ones once, at most three.",
  ),
  failure: orNull(text("How its run would fail, in words; null when it would not.")),
};
const EFFECT = record("What would go out.", {
  action: text("Such as `send_message`."),
  path: text("Place of the step in the rule."),
  status: text("`done`: it would have gone out."),
  sentence: text("What came of it."),
  guard: orNull(text("What held it back.")),
  text: orNull(
    record("A text.", { words: text("As rendered, numbers masked."), segments: count("It takes so many.") }),
  ),
  request: text("JSON, secrets and numbers hidden."),
  plannedAt: instant("By the virtual clock."),
});
const OUTCOME = {
  rule: text("Id of the rule."),
  outcome: text("`fired`, `not_matched`, `limited`, `skipped`, `shadow`, `error` or `not_considered`."),
  reason: text("One sentence."),
};

/** Schemas of the playground, by name. */
export const PLAYGROUND_SCHEMAS = {
  Draft: {
    ...record(
      "The text of a rule file.",
      {
        yaml: text("YAML.", { maxLength: LONGEST_DRAFT }),
        file: {
          ...orNull(
            text(
              "The rule file it takes the place of; null for the rules of the same names alone, whatever their files.",
            ),
          ),
          default: null,
        },
      },
      ["file"],
    ),
    additionalProperties: false,
  },
  TrialRequest: {
    ...record(
      "A draft, and the event to try it on: one of `eventId`, `example` and `event`.",
      {
        draft: named("Draft"),
        eventId: text("A stored event.", { minLength: 1 }),
        example: record("An example that is made up.", {
          type: text("Type of event.", { examples: ["message_recieved"] }),
          text: text("What it says, where it says anything.", { maxLength: 1_600 }),
        }),
        event: anyObject(
          "What a webhook brings, `{ type, event_data }`, or what `heyrules events show --json` prints.",
        ),
        at: instant("When an `example` or `event` is received; now when it is left out."),
      },
      ["eventId", "example", "event", "at"],
    ),
    additionalProperties: false,
  },
  DraftState: record("What was found in a draft, and what it takes the place of.", {
    findings: listOf(
      record("A finding, as `heyrules lint` tells it.", {
        severity: oneOf(["error", "warning"], "With an error it is not tried."),
        code: text("Stable."),
        message: text("What is wrong."),
        line: count("From 1."),
        column: count("From 1."),
        excerpt: text("The line it stands in, of a long one what is around it."),
        mark: count("Where it stands in the excerpt."),
        hint: orNull(text("What to write.")),
      }),
      "The first of them, at most fifty.",
    ),
    errors: count("How many there are."),
    warnings: count("How many there are."),
    rules: listOf(
      record("A rule of the draft.", {
        id: text("Id."),
        state: text("Such as `on` or `shadow`."),
        standsFor: orNull(text("Place of the rule in force; null for a new one.")),
      }),
      "The first of them; none with an error.",
    ),
    gone: listOf(text("Id of a rule."), "Rules in force that would be gone with the file, the first of them."),
    more: record("How many there are beside those that are listed.", { rules: count("Rules."), gone: count("Gone.") }),
  }),
  Trial: record("What a draft makes of an event. Nothing left, nothing was kept.", {
    problem: orNull(text("Why it did not come to an end.")),
    draft: named("DraftState"),
    event: orNull(
      record("The event.", {
        id: text("Id."),
        type: text("Type."),
        isStored: flag("It is in the store."),
        contact: text("Masked."),
        text: orNull(text("What it says, numbers masked.")),
        receivedAt: instant("By the virtual clock."),
        earlier: count("Earlier events of the contact that were run before it."),
      }),
    ),
    sentence: orNull(text("What came of it.")),
    outcomes: listOf(
      record("What a rule of the draft made of it.", {
        ...OUTCOME,
        condition: orNull(anyObject("What decided, with the values that were seen.")),
      }),
      "One a rule of the draft, the first of them.",
    ),
    others: listOf(record("What another rule made of it.", OUTCOME), "One a rule, the first of them."),
    runs: listOf(
      record("What a rule of the draft would do.", {
        rule: text("Id of the rule."),
        status: text("Where it stands a week later by the virtual clock."),
        sentence: text("What it did."),
        errorCode: orNull(text("Code of its error, as docs/errors.md lists them.")),
        dueAt: orNull(instant("When it goes on.")),
        effects: listOf(EFFECT, "In order, the first of them."),
        moreEffects: count("How many there are beside these."),
      }),
      "The newest, the oldest of these first.",
    ),
    more: record("How many there are beside those that are listed.", {
      outcomes: count("Outcomes."),
      others: count("Others."),
      runs: count("Runs."),
    }),
    failures: FAILURES,
    tests: listOf(
      record("A test of the draft.", {
        rule: text("Id of the rule."),
        name: text("Its name."),
        failure: orNull(listOf(text("A sentence."), "What was wanted and what came; null when it passes.")),
      }),
      "Tests that the draft holds, those that fail first.",
    ),
    testCounts: record("How many there are.", { all: count("All."), passed: count("Those that pass.") }),
    asTest: orNull(
      record("A test that says what came of it here.", {
        yaml: text("To be put below `tests:`."),
        rule: text("Of which rule."),
        passes: flag("It passes with the draft."),
      }),
    ),
  }),
  BacktestRequest: {
    ...record(
      "A draft, and over which events to run it.",
      {
        draft: named("Draft"),
        days: { ...count("Over so many last days.", { minimum: 1, maximum: MOST_DAYS }), default: 7 },
        events: {
          ...count("At most so many events, the newest.", { minimum: 1, maximum: MOST_EVENTS }),
          default: 1_000,
        },
      },
      ["days", "events"],
    ),
    additionalProperties: false,
  },
  Backtest: record("A backtest: under way, or what it came to.", {
    id: text("By which it is asked for again."),
    state: oneOf(
      ["under way", "ended", "cancelled", "failed"],
      "One for which nobody asks for 30 seconds is cancelled.",
    ),
    done: count("Events that were run so far."),
    total: count("How many there are, twice each: by the draft and by what is in force; 0 while that is not known."),
    problem: orNull(text("Why there is no result.")),
    draft: orNull(named("DraftState")),
    result: orNull(
      record("What the draft would have done, beside what is in force.", {
        events: count("Events that were run."),
        span: orNull(record("Receipt of the first and the last.", { from: instant("First."), to: instant("Last.") })),
        notes: listOf(text("A sentence."), "What is to be known of the counts."),
        rules: listOf(
          record("A rule.", {
            rule: text("Id of the rule."),
            isDrafted: flag("It is one of the draft; others are told when they do something else because of it."),
            after: COUNTS,
            before: COUNTS,
            heldBy: REASONS,
            spared: REASONS,
          }),
          "Those of the draft first.",
        ),
        moreRules: count("How many there are beside those that are listed."),
        total: record("The rules of the draft together.", { after: COUNTS, before: COUNTS }),
        fires: listedOf(record("It fires with the draft.", FIRED), "All that the rules of the draft fire on."),
        newly: listedOf(record("It fires now.", FIRED), "Fires newly."),
        noLonger: listedOf(record("It fired before.", FIRED), "Fires no longer."),
        changed: listedOf(
          record("Another text.", { ...FIRING, before: text("Now."), after: text("With the draft.") }),
          "Texts that would say something else.",
        ),
        failures: FAILURES,
        isSame: flag("On each event the same rules fire, and say the same."),
      }),
    ),
  }),
} as const;
