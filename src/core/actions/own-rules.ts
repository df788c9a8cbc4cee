import { PATIENT } from "./attempts.ts";
import type { Digest } from "../base/ids.ts";
import { OWN_RULES } from "../model/ruleset/rule.ts";
import type { Condition, Instruction, Rule } from "../model/ruleset/rule.ts";

/** In no file. */
const NOWHERE = { line: 0, column: 0 };
const FILE = "heyrules, built in";

/** A condition of a rule that stands in no file. */
function test(path: string, logic: Extract<Condition, { kind: "test" }>["logic"], reads: readonly string[]): Condition {
  return {
    kind: "test",
    path,
    place: NOWHERE,
    written: `${reads.join(" ")} is ${path === "on" ? "false" : "true"}`,
    logic,
    reads,
  };
}

const UNKNOWN_PATH = "event_data.noticed.known_to_heymarket";
const IS_UNKNOWN = test("on", { "===": [{ var: UNKNOWN_PATH }, false] }, [UNKNOWN_PATH]);
/** Looked at again at the step: the contact may have opted in meanwhile. */
const IS_OUT = test("do/0/if", { "===": [{ var: "contact.opted_out" }, true] }, ["contact.opted_out"]);

const PROGRAM: readonly Instruction[] = [
  { op: "unless", path: "do/0", place: NOWHERE, condition: IS_OUT, target: 2 },
  {
    op: "effect",
    path: "do/0",
    place: NOWHERE,
    stepId: null,
    effect: { action: "opt_out", tellsOnly: true },
    ...PATIENT,
    onFail: null,
  },
  { op: "end", status: "done" },
];

/** The rule that tells Heymarket of opt-outs it does not notice itself. No rule in a file can have its id. */
export function tellingRule(digest: Digest): Rule {
  const rule: Omit<Rule, "version"> = {
    id: `${OWN_RULES}tell-heymarket`,
    name: "Tell Heymarket of opt-outs",
    file: FILE,
    place: NOWHERE,
    enabled: "on",
    priority: 0,
    triggers: [{ kind: "event", eventType: "target_opt_out", inboxIds: null, where: IS_UNKNOWN, place: NOWHERE }],
    condition: null,
    vars: [],
    key: null,
    limits: { oncePerMs: null },
    histories: [],
    program: PROGRAM,
    onErrorAt: null,
  };
  return { ...rule, version: digest(JSON.stringify(rule)).slice(0, 16) };
}
