import { anyObject, anything, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

const STATUS = oneOf(["new", "done", "parked"], "Waits to be evaluated; evaluated; or waits for a person.");
const ORIGIN = oneOf(
  ["webhook", "engine", "schedule", "wait", "outside", "rule", "replay", "sweep"],
  "What brought it: a webhook, the engine itself, a schedule, the end of a wait, another program, a rule, a person, or the look for missed texts.",
);
const AUTHOR = oneOf(
  ["contact", "human", "ai", "automation", "api", "unknown"],
  "Who wrote it: the contact, a person of the team, a machine of the team, this engine, another API client, or not known.",
);
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

/** Schemas of what is told of events, by name. */
export const EVENT_SCHEMAS = {
  EventSummary: record("An event of a list.", {
    ...TOLD,
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
      dry: flag("Its source was dry: nothing that its runs do leaves."),
      phone: orNull(text("The contact's number, masked.")),
      chatId: orNull(text("Id of the conversation.")),
      text: orNull(text("What it said, numbers masked.")),
      reaction: anyObject("What was reacted with, and to what words."),
      localId: orNull(text("Client id that was given when it was sent.")),
      media: listOf(text("Address of a picture."), "What came with it."),
      retells: oneOf(["text", "opt_state"], "That an earlier event told it already."),
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
      runs: listOf(named("RunSummary"), "The runs it started, the oldest first."),
    },
    ["dry", "reaction", "retells", "redactedAt", "raised", "called", "replay"],
  ),
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
