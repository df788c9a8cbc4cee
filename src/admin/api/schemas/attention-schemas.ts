import type { AttentionKind } from "../../../show/views/attention.ts";
import type { EndedAs } from "../../../core/model/trace.ts";
import type { FigureKind } from "../../../show/views/figures.ts";
import { count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

const ATTENTION: Readonly<Record<AttentionKind, string>> = {
  all_paused: "everything is paused: nothing goes out",
  check:
    "something the engine needs is not as it must be; also files that are not in force, and engines on the store that go by something else",
  parked_run: "nobody knows how they are to go on",
  parked_event: "they could not be evaluated",
  failed_run: "nobody has retried or dropped them",
  undelivered: "texts of the last 24 hours that were reported as not delivered",
  unapproved: "texts that nobody approved until their time was over, in the last 24 hours",
  approval: "texts that wait for a yes",
  held_contact: "no rule texts them until somebody has looked",
  breaker: "connections that do not answer, or refuse us",
  pause: "goes out no more until somebody lifts it, of less than everything",
  silence: "no webhook for a day, or never yet",
};
const FIGURES: Readonly<Record<FigureKind, string>> = {
  text_sent: "texts",
  answered_out_of_hours: "answers outside opening hours",
  opt_out: "opt-outs",
  text_blocked: "texts that the send gate kept back",
  run_failed: "runs that failed, by an action or before there was one",
  effect_failed: "outside actions that failed for good",
};

const ENDED: Readonly<Record<EndedAs, string>> = {
  approved: "a person let it go out",
  refused: "a person did not",
  late: "its time was over before anybody did",
};

const PER_DAY = listOf(count("How many."), "One for each of `days`.");

/** Schemas of what needs a person, by name. */
export const ATTENTION_SCHEMAS = {
  Today: record("What there is to know today.", {
    reloadProblem: orNull(text("Why the files as they stand are not in force.")),
    attention: record("What needs a person.", {
      waiting: listOf(named("Attention"), "Only what there is of; most urgent first."),
      lastWebhookAt: orNull(instant("When a webhook last came; null when none is among the newest events.")),
    }),
    figures: record("What happened on the last days.", {
      days: listOf(text("YYYY-MM-DD, in the zone of the configuration."), "Oldest first; today is the last."),
      todayAt: instant("When today begins for what is counted: with its first full hour."),
      countedUntilAt: instant("Before when things are counted: the end of this hour."),
      figures: listOf(
        record("One figure over the days.", {
          what: oneOf(Object.keys(FIGURES), meanings(FIGURES)),
          today: count("On the last of them."),
          perDay: PER_DAY,
        }),
        "Each.",
      ),
      rules: listOf(
        record("What one rule did.", {
          ruleId: text("Id."),
          fired: count("How often it fired."),
          sent: count("Texts it sent."),
          firedPerDay: PER_DAY,
        }),
        "Those that fired most often.",
      ),
      otherRules: count("How many fired that are not among them."),
    }),
  }),
  Attention: record("What waits for a person: one kind of thing.", {
    kind: oneOf(Object.keys(ATTENTION), meanings(ATTENTION)),
    count: count("How many."),
    isMore: flag("There may be more than were looked at, and older ones."),
    oldestAt: orNull(instant("Since when the oldest waits.")),
    ids: listOf(text("Id, or name of a connection or a check."), "Those looked at; none for contacts."),
    checks: listOf(
      record("A check.", { name: text("Such as `clock`."), detail: text("How it fails.") }),
      "What the engine needs and has not; empty for everything else.",
    ),
    scopes: listOf(named("Pause"), "What is paused, the oldest first."),
    keptBack: count("Texts of them that would not go out now, since their contact opted out or is held."),
    person: orNull(
      record("A contact.", {
        contact: text("Masked number."),
        calledAs: orNull(text("What Heymarket's record, else events call the contact; null when nothing says a name.")),
      }),
    ),
  }),
  DeadGroup: record("What failed or is parked for the same reason.", {
    kind: oneOf(["run", "event"], "What they are."),
    status: oneOf(["parked", "failed"], "How they stand."),
    ruleId: orNull(text("Of their rule.")),
    code: orNull(text("Why, as docs/errors.md lists it.")),
    connection: orNull(text("At which remote; `heymarket` is one.")),
    count: count("How many."),
    firstAt: instant("When the first was made."),
    lastAt: instant("When the last was made."),
    oldestAt: instant("Since when the oldest waits for somebody, as Today tells it."),
    newestAt: instant("Since when the newest does."),
    id: text("The newest of them."),
    message: text("What it says of why."),
  }),
  Dead: record("A run or an event that failed or is parked.", {
    kind: oneOf(["run", "event"], "What it is."),
    id: text("Its id."),
    status: oneOf(["parked", "failed"], "How it stands."),
    ruleId: orNull(text("Of its rule.")),
    contact: text("Masked number, or what else the contact is named by."),
    calledAs: orNull(text("What Heymarket's record, else events call the contact; null when nothing says a name.")),
    words: orNull(
      text("What the text says that failed or is in doubt; null for what is no text, and when its words are not kept."),
    ),
    at: instant("When it was made."),
    since: instant("Since when it waits for somebody."),
    step: orNull(text("Place of the step that failed.")),
    message: text("Why."),
    isInDoubt: flag("Nobody knows whether a text of it went out."),
  }),
  EndedApproval: record("A text that waited for a person and waits no more.", {
    ended: oneOf(Object.keys(ENDED), meanings(ENDED)),
    at: instant("When."),
    runId: text("Its run."),
    ruleId: text("Its rule."),
    contact: text("Masked number."),
    calledAs: orNull(text("What Heymarket's record, else events call the contact; null when nothing says a name.")),
    sentence: text("By whom and why."),
    text: orNull(
      text(
        "What it said, but for numbers and links; null when that is old, or the run has come to a later text since.",
      ),
    ),
  }),
  Approval: record("A text that waits for a person.", {
    code: text("By which people name it."),
    runId: text("Its run."),
    ruleId: text("Its rule."),
    contact: text("Masked number."),
    calledAs: orNull(text("What Heymarket's record, else events call the contact; null when nothing says a name.")),
    askedAt: instant("Since when."),
    until: orNull(instant("When it is too late.")),
    text: orNull(text("As it goes out, but for numbers and links; null when it was removed because it is old.")),
    answers: orNull(text("The start of what the contact wrote that the rule fired on; null without words.")),
    keptBack: orNull(
      text("Why the send gate would keep it back now, after its code (opt_out or held); null when it would not."),
    ),
  }),
} as const;

function meanings(words: Readonly<Record<string, string>>): string {
  const told = Object.entries(words).map(([word, meaning]) => `\`${word}\`: ${meaning}`);
  return `${told.join("; ")}.`;
}
