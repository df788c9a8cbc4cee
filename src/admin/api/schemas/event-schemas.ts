import type { EventStatus } from "../../../ports/store/lists.ts";
import type { EventState } from "../../../show/views/events/event-list.ts";
import { anyObject, anything, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

/** How an event may stand. */
export const EVENT_STATUSES: readonly EventStatus[] = ["new", "done", "parked"];
const STATUS = oneOf(EVENT_STATUSES, "Waits to be evaluated; evaluated; or waits for a person.");
const ORIGIN = oneOf(
  ["webhook", "engine", "schedule", "wait", "outside", "rule", "replay", "sweep"],
  "What brought it: a webhook, the engine itself, a schedule, the end of a wait, another program, a rule, a person, or the look for missed texts.",
);
const AUTHOR = oneOf(
  ["contact", "human", "ai", "automation", "api", "unknown"],
  "Who wrote it: the contact, a person of the team, a machine of the team, this engine, another API client, or not known.",
);
const EVENT_STATES: readonly EventState[] = [
  ...(["parked", "needs_person", "failed", "held_back", "under_way", "waiting", "fired", "nothing_fired"] as const),
];
const OUTCOMES = ["fired", "not_matched", "limited", "skipped", "shadow", "error"];

/** Members that an event has in lists and by itself. */
const TOLD = {
  id: text("`evt_…`; sorts by receipt.", { examples: ["evt_01KBF3M5T2W8"] }),
  type: text("As Heymarket writes it, or `source.name` of another program.", { examples: ["message_recieved"] }),
  origin: ORIGIN,
  source: text("Name of where it came from."),
  status: STATUS,
  at: instant("When it happened, by the vendor's clock."),
  receivedAt: instant("When it was received first."),
  contact: text("Masked number, `chat:ID` or `event:ID`: whose events go in order.", { examples: ["+1••••••0100"] }),
  inboxId: orNull(text("Id of the inbox.")),
  author: AUTHOR,
  error: orNull(text("Why it could not be evaluated.")),
  duplicates: count("Deliveries that were repeats of it."),
};

const ANSWER = orNull(
  oneOf(
    ["sent", "open", "none"],
    "Whether the contact who wrote or called got a text for it; `open` while one may come, null where nobody waits for one or it is not known.",
  ),
);

/** Schemas of what is told of events, by name. */
export const EVENT_SCHEMAS = {
  EventSummary: record("An event of a list.", {
    ...TOLD,
    replayOf: orNull(text("The event of which it is a replay.")),
    text: orNull(text("The start of what it said.")),
    verdicts: orNull(
      listOf(
        record("What became of one rule.", {
          ruleId: text("Id of the rule."),
          outcome: oneOf(OUTCOMES, "What became of it."),
          runId: orNull(text("The run it started.")),
        }),
        "Of the rules that listen to its type; null before it was evaluated.",
      ),
    ),
  }),
  Event: record(
    "An event with what every rule made of it.",
    {
      ...TOLD,
      answer: ANSWER,
      sentence: text(
        "What came of it, numbers masked: first its texts to the contact and, where none went out, what kept the rules that would have texted from it.",
      ),
      dry: flag("Its source was dry: nothing that its runs do leaves."),
      phone: orNull(text("The contact's number, masked.")),
      chatId: orNull(text("Id of the conversation.")),
      isChatShared: flag("Others than the contact are in that conversation."),
      text: orNull(text("What it said, numbers masked.")),
      reaction: anyObject("What was reacted with, and to what words."),
      localId: orNull(text("Client id that was given when it was sent.")),
      media: listOf(text("Address of a picture."), "What came with it."),
      retells: oneOf(["text", "opt_state"], "That an earlier event told it already."),
      consent: orNull(
        record("What it changed of who may be texted.", {
          state: oneOf(["out", "held", "in"], "How the contact stands since."),
          reason: text("Why."),
        }),
      ),
      late: flag("It is older than an event of the contact that was known."),
      redactedAt: instant("When its words were taken out, since they were old."),
      raised: anyObject("How it came about that a rule raised it."),
      called: anyObject("Whose link was called."),
      replay: anyObject("Which event runs once more, and for which rule."),
      data: anything("What the vendor told, numbers masked and secrets hidden."),
      tokenLabel: text("Which of the accepted tokens it came with."),
      dedupeKey: text("What makes two deliveries the same event."),
      variants: count("Deliveries with the same key and other bytes."),
      evaluation: orNull(
        record(
          "What was decided, and when.",
          {
            eventId: text("The event."),
            ruleSet: text("Version of all rules together."),
            at: instant("When it was evaluated."),
            verdicts: listOf(named("Verdict"), "Of the rules that listen to its type."),
            heard: listOf(anyObject("A run, and what the event did to it."), "Runs that waited for it."),
            contact: text("By which record of the contact."),
          },
          ["heard", "contact"],
        ),
      ),
      rules: listOf(named("RuleOutcome"), "What became of every rule, also of those that do not listen to its type."),
      replays: listOf(
        record("A replay of it.", {
          id: TOLD.id,
          receivedAt: instant("When it was made."),
          ruleId: orNull(text("The one rule it is for; null for all.")),
        }),
        "Its replays, the newest first, at most 20; none of what is a replay itself.",
      ),
      runs: listOf(named("RunSummary"), "The runs it started, the oldest first."),
    },
    ["dry", "isChatShared", "reaction", "retells", "consent", "redactedAt", "raised", "called", "replay"],
  ),
  EventTest: record("A stored event as a test of a rule.", {
    eventId: text("The event."),
    ruleId: orNull(text("The rule the test is of; null when it is not clear which.")),
    ruleIds: listOf(text("Id."), "Rules it may be of."),
    yaml: orNull(text("As it stands below `tests:`; numbers and names are made up.")),
    differences: orNull(
      listOf(text("A sentence."), "How what it expects differs from what happened; null when it could not be run."),
    ),
    problem: orNull(text("Why there is none.")),
  }),
  FoundEvents: record("A page of what a search found.", {
    query: text("As it was asked for."),
    tokens: listOf(text("A token."), "In order."),
    problems: listOf(
      record("A token that cannot be read; then nothing was looked for.", {
        token: text("As written."),
        message: text("What is wrong, and what may have been meant."),
      }),
      "In order.",
    ),
    doubts: listOf(text("A sentence."), "What may be wrong with a search that found nothing."),
    rows: listOf(
      record("An event, and what became of it.", {
        id: TOLD.id,
        type: TOLD.type,
        status: STATUS,
        state: oneOf(EVENT_STATES, "What became of it and of its runs, the worst first."),
        answer: ANSWER,
        receivedAt: TOLD.receivedAt,
        source: TOLD.source,
        isDry: flag("Nothing that its runs do leaves."),
        contact: TOLD.contact,
        text: orNull(text("The start of what it said.")),
        verdicts: orNull(
          record("How rules took it.", {
            fired: count("Fired."),
            looked: orNull(
              count(
                "Rules that looked at it: its type, inbox and source are what their trigger names, also where a word or value that they ask for is missing at once; null where other rules were in force when it was evaluated.",
              ),
            ),
          }),
        ),
        duplicates: TOLD.duplicates,
        error: TOLD.error,
        told: orNull(text("Whose a text is, or what became of one that another event told.")),
        calledAs: orNull(text("What the event calls its contact; null when it says no name.")),
        isRetold: flag("Another event told its words already."),
        replay: orNull(text("That it is a replay, and for which rule.", { examples: ["replay for answer-price"] })),
        note: text("The one thing to know of its runs, or what kept a rule from texting; may be empty."),
      }),
      "Newest first.",
    ),
    next: orNull(text("Given as `after` it leads to the next page; null at the end.")),
    looked: orNull(count("Events looked at one after the other; null when an index knew.")),
    newestId: orNull(text("The newest event there is.")),
  }),
  Verdict: record("What was decided of one rule.", {
    ruleId: text("Id of the rule."),
    ruleVersion: text("Its version then."),
    outcome: oneOf(OUTCOMES, "What became of it."),
    reason: text("Why, in a sentence.", { examples: ['text is "hello", wanted words [price]'] }),
    runId: orNull(text("The run it started.")),
    condition: orNull(named("ConditionTrace")),
  }),
  RuleOutcome: record("What became of one rule for an event.", {
    rule: text("Id of the rule."),
    name: orNull(text("What people call it.")),
    outcome: oneOf([...OUTCOMES, "not_considered"], "What became of it."),
    reason: text("Why, in a sentence."),
    place: orNull(text("`file:line:column` of what decided it.")),
    condition: orNull(named("ConditionTrace")),
    run: orNull(text("The run it started.")),
  }),
  ConditionTrace: record(
    "A condition as it was evaluated, part by part.",
    {
      path: text("Place in the rule.", { examples: ["if/all/1"] }),
      place: anyObject("Line and column in the file."),
      result: oneOf(["pass", "fail", "not_reached", "error"], "What became of it."),
      written: text("As it was written."),
      values: anyObject("What it read, by path; null for what is not there."),
      error: text("Why it could not be evaluated."),
      children: listOf(named("ConditionTrace"), "Its parts."),
    },
    ["written", "values", "error", "children"],
  ),
} as const;
