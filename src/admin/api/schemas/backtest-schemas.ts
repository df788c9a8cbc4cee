import { MOST_DAYS, MOST_EVENTS } from "../../playground/playground.ts";
import { count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";
import { FAILURES } from "./playground-schemas.ts";

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
/** Schemas of backtests, by name. */
export const BACKTEST_SCHEMAS = {
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
