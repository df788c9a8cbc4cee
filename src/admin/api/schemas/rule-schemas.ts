import { anyObject, count, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

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
    words: listOf(text("A line."), "When it fires and what it does."),
    next: listOf(instant("An occurrence."), "When its schedules are due next."),
    versions: listOf(named("RuleVersion"), "What the store keeps of it, the one loaded last first."),
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
  }),
} as const;
