import { RULE_HEALTH } from "../../../show/views/rules/rule-health.ts";
import { anyObject, count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

/** Members that a rule has in lists and by itself. */
const TOLD = {
  id: text("As it is named in its file."),
  name: orNull(text("For people.")),
  enabled: oneOf(["on", "off", "shadow"], "As the file says."),
  state: text("The same with its canary.", { examples: ["canary 25%"] }),
  priority: { type: "integer", description: "Higher goes first." },
  triggers: listOf(anyObject("An event or a schedule, and where it counts."), "What starts it."),
  version: text("Hash of what it says."),
  file: text("Where it stands."),
  line: count("From 1."),
  column: count("From 1."),
};

/** Schemas of what is told of rules, by name. */
export const RULE_SCHEMAS = {
  RuleSummary: record("A rule in force.", TOLD),
  Rule: record("A rule in force, in words.", {
    ...TOLD,
    health: orNull(named("RuleHealth")),
    whyNot: orNull(
      record("What the newest events came to.", {
        lookedAt: count("So many of the newest events were looked at."),
        evaluated: count("Those the rule looked at, as `looked` of a rule counts them."),
        fired: count("Fired."),
        shadow: count("Would have fired where it is in shadow."),
        reasons: listOf(
          record("What stopped events.", { reason: text("The condition, or the reason."), count: count("How many.") }),
          "The most frequent first.",
        ),
      }),
    ),
    shadowReport: orNull(
      record("What a rule in shadow, for all or some contacts, would have done on the newest events.", {
        times: count("On so many events this version would have fired."),
        contacts: count("Of so many contacts."),
        steps: listOf(
          record("Steps of one action.", {
            action: text("Such as `send_message`."),
            isText: flag("Customers get it as a text."),
            destination: orNull(text("A connection, or `heymarket`; null for what stays in the engine.")),
            count: count("How many; their conditions may let fewer be reached."),
          }),
          "What it may do each time.",
        ),
        examples: listOf(
          record("An event on which it would have fired.", {
            eventId: text("Its id."),
            receivedAt: instant("When it was received."),
            contact: text("Masked number, or what else its contact is named by."),
            text: orNull(text("The start of what it said.")),
          }),
          "The newest.",
        ),
      }),
    ),
    changes: listOf(
      record("What it may be let become, by a change of its file.", {
        state: text("How it would be in force."),
        line: text("What is to stand in the rule."),
        command: text("The command that writes it."),
        wish: anyObject("The operation that writes it, where the engine may."),
      }),
      "A step further out, off; when it is off what it was before, in shadow, or on.",
    ),
    stateBefore: orNull(
      text("How it was in force before it was turned off; null when it is not off, or that is not kept."),
    ),
    decisions: listOf(
      named("AuditEntry"),
      "What people did to it, also pauses: the newest few. Changes of its file by hand are not known.",
    ),
    words: listOf(text("A line."), "When it fires and what it does."),
    next: listOf(instant("An occurrence."), "When its schedules are due next."),
    versions: listOf(named("RuleVersion"), "What the store keeps of it, the one loaded last first."),
  }),
  RuleHealth: record("How a rule in force fares; counts are of the last 24 hours.", {
    id: TOLD.id,
    name: TOLD.name,
    at: text("File and line."),
    state: TOLD.state,
    pauses: listOf(
      named("Pause"),
      "What is paused that keeps back what it does: everything, the rule, a connection or a purpose of its steps. Told beside its health.",
    ),
    health: oneOf(
      Object.keys(RULE_HEALTH),
      Object.entries(RULE_HEALTH)
        .map(([word, meaning]) => `\`${word}\`: ${meaning}`)
        .join("; "),
    ),
    lastFiredAt: orNull(instant("When the newest of its runs that are stored was made.")),
    fired: count("Fired, or would have in shadow."),
    shadow: count("Those of them that were in shadow: nothing was done."),
    matched: count("Its conditions held, also where a limit stood against it."),
    looked: count(
      "Events it looked at: of the type, inbox and source that its trigger names, also where a word or value that it asks for is missing at once.",
    ),
    failed: count("Outside actions that failed for good."),
    runsFailed: count(
      "Runs that failed, by one of these or before there was one, as when a template could not be filled.",
    ),
    undelivered: count("Texts of it that were reported as not delivered."),
    errorRate: orNull({
      type: "number",
      description: "The greater of `failed` and `runsFailed`, of the runs it fired, 0 to 1.",
    }),
    firedPerHour: listOf(count("How often it fired."), "In each of the last 24 hours, oldest first."),
    middleCallMs: orNull(count("Half of its newest calls took so long at least; null when they are too few to tell.")),
    stillOpen: count(
      "Runs that failed or are parked, however long ago, and of which nobody has had anything done since.",
    ),
    waiting: count("Runs that wait for a time or an event."),
    waitingForPause: count("Runs that wait for nothing but the end of a pause."),
  }),
  RuleVersion: record("A version of a rule that the store keeps.", {
    rule: text("Id of the rule."),
    version: text("Hash of what it says."),
    state: text("How it was in force."),
    isInForce: { type: "boolean", description: "The engine evaluates by it now." },
    firstLoadedAt: orNull(instant("When an engine first loaded it.")),
    lastLoadedAt: orNull(instant("When an engine last loaded it.")),
    file: text("Where it stood."),
    line: count("From 1."),
    words: listOf(text("A line."), "When it fired and what it did."),
    difference: orNull(
      listOf(text("A line of a unified diff."), "Of its words to those of the version before; null for old ones."),
    ),
  }),
} as const;
