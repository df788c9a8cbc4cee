import { LONGEST_DRAFT } from "../../playground/playground.ts";
import { anyObject, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

/** What would fail, of a trial or a backtest. */
export const FAILURES = record("What would fail, alike ones together, the most frequent first.", {
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
} as const;
