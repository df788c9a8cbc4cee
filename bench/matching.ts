import jsonLogic from "json-logic-js";
import type { RulesLogic } from "json-logic-js";
import { Engine } from "json-rules-engine";
import { createContact } from "../src/core/model/contact.ts";
import { parseEnvelopes } from "../src/core/event/envelope.ts";
import { normalise } from "../src/core/event/normalise.ts";
import type { Event } from "../src/core/model/event.ts";
import { matchEvent } from "../src/core/match/match.ts";
import { createMatchIndex } from "../src/core/match/match-index.ts";
import { buildRuleData } from "../src/core/language/rule-data.ts";
import type { Settings } from "../src/core/model/ruleset/settings.ts";
import { digest } from "../src/system.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { compileBenchConfig, compileBenchRules, configText } from "./project.ts";
import { inTurn, median } from "./statistics.ts";
import { bodyOf } from "./webhook.ts";

const LARGEST = 10_000;
const RULES_IN_FILE = 500;
const ROUNDS = 11;

/** One condition, for every engine to be compared: the whole text in an inbox, the whole text, or a word of it. */
type BenchCondition =
  | { readonly kind: "inbox_and_text"; readonly inbox: string; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "word"; readonly word: string };

/** Matching of one event against many rules, and the same conditions in json-logic-js and json-rules-engine. */
export async function measureMatching(): Promise<readonly Figure[]> {
  const { settings } = compileBenchConfig(configText());
  const conditions = Array.from({ length: LARGEST }, (_, index) => conditionOf(index));
  // Every text matches one of the first ten rules, whatever the number of rules.
  const events = Array.from({ length: 10 }, (_, index) => eventOf(index + 1, textOf(conditionOf(index))));
  const variants = {
    ten: createOurs(conditions.slice(0, 10), events, settings),
    hundred: createOurs(conditions.slice(0, 100), events, settings),
    thousand: createOurs(conditions.slice(0, 1_000), events, settings),
    largest: createOurs(conditions, events, settings),
    jsonLogic: createJsonLogicScan(conditions, events, settings),
  };
  for (const variant of Object.values(variants)) variant();
  const measured = await inTurn(ROUNDS, variants);
  const rulesEngine = await inTurn(3, { run: createRulesEngine(conditions, events) });

  const [ten, hundred, thousand, largest, jsonLogicScan] = [
    median(measured.ten),
    median(measured.hundred),
    median(measured.thousand),
    median(measured.largest),
    median(measured.jsonLogic),
  ];
  const rulesEngineRun = median(rulesEngine.run);
  const growth = largest / ten;
  const shown = `${show(ten)} µs at 10, ${show(hundred)} at 100, ${show(thousand)} at 1,000, ${show(largest)} at 10,000`;
  return [
    {
      name: "match one event against 10,000 rules / against 10 rules",
      goal: "<= 2",
      measured: `${show(growth)}: ${shown}`,
      isMet: growth <= 2,
      plot: {
        file: "matching",
        title: "One event against so many rules",
        unit: "µs",
        bars: [
          { name: "heyrules, 10 rules", value: ten },
          { name: "100 rules", value: hundred },
          { name: "1,000 rules", value: thousand },
          { name: "10,000 rules", value: largest },
          { name: "json-logic-js, scan of 10,000", value: jsonLogicScan },
          { name: "json-rules-engine, 10,000 rules", value: rulesEngineRun },
        ],
      },
    },
    {
      name: "a json-logic-js scan of the same 10,000 conditions / our match",
      goal: ">= 1,000",
      measured: `${show(jsonLogicScan / largest)}: ${show(jsonLogicScan)} µs to ${show(largest)} µs`,
      isMet: jsonLogicScan / largest >= 1_000,
    },
    {
      name: "json-rules-engine with the same 10,000 rules / our match",
      goal: ">= 10,000",
      measured: `${show(rulesEngineRun / largest)}: ${show(rulesEngineRun)} µs to ${show(largest)} µs`,
      isMet: rulesEngineRun / largest >= 10_000,
    },
  ];
}

function conditionOf(index: number): BenchCondition {
  if (index % 3 === 0) return { kind: "inbox_and_text", inbox: "front_desk", text: `code ${index}` };
  if (index % 3 === 1) return { kind: "text", text: `answer ${index}` };
  return { kind: "word", word: `word${index}` };
}

function textOf(condition: BenchCondition): string {
  return condition.kind === "word" ? `hello, ${condition.word} please` : condition.text;
}

function eventOf(id: number, text: string): Event {
  const parsed = parseEnvelopes(bodyOf(id, text));
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error("the event of the benchmark cannot be read");
  const arrival = { kind: "delivery", envelope, source: "default", dry: false, tokenLabel: "1" } as const;
  return normalise({ arrival, receivedAt: Date.now(), eventId: `evt_${id}`, digest }).event;
}

/** Microseconds to match an event, as the engine does: rule data, candidates, conditions, traces. */
function createOurs(conditions: readonly BenchCondition[], events: readonly Event[], settings: Settings): () => number {
  const texts: string[] = [];
  for (let start = 0; start < conditions.length; start += RULES_IN_FILE) {
    const rules = conditions.slice(start, start + RULES_IN_FILE).map((item, offset) => ruleText(start + offset, item));
    texts.push(["version: 1", "rules:", ...rules].join("\n"));
  }
  const index = createMatchIndex(compileBenchRules(texts, settings));
  return () =>
    microseconds(events, 1_000, (event) => {
      const contact = createContact(event.lane, event.phone);
      const { verdicts } = matchEvent({ event, contact, optState: null, history: [], index, settings });
      return verdicts.filter((verdict) => verdict.kind === "matched").length;
    });
}

function ruleText(index: number, condition: BenchCondition): string {
  const on =
    condition.kind === "inbox_and_text" ? `{ event: message_recieved, inbox: ${condition.inbox} }` : "message_recieved";
  const wanted = condition.kind === "word" ? `{ words: [${condition.word}] }` : `{ is: "${condition.text}" }`;
  return `  rule-${index}: { on: ${on}, if: { text: ${wanted} }, do: [{ log: seen }] }`;
}

/** Microseconds to ask every condition, with the operators of json-logic-js and the data made ready before. */
function createJsonLogicScan(
  conditions: readonly BenchCondition[],
  events: readonly Event[],
  settings: Settings,
): () => number {
  const logics = conditions.map((condition) => logicOf(condition) as RulesLogic);
  const data = events.map((event) => {
    const contact = createContact(event.lane, event.phone);
    return buildRuleData({ event, contact, optState: null, settings, at: event.at });
  });
  return () =>
    microseconds(data, 1, (ruleData) => logics.filter((logic) => jsonLogic.apply(logic, ruleData) === true).length);
}

function logicOf(condition: BenchCondition): object {
  const isText = (text: string): object => ({ "==": [{ var: "event.text" }, text] });
  const isType = { "==": [{ var: "event.type" }, "message_recieved"] };
  if (condition.kind === "word") return { and: [isType, { in: [condition.word, { var: "event.text" }] }] };
  if (condition.kind === "text") return { and: [isType, isText(condition.text)] };
  return { and: [isType, { "==": [{ var: "event.inbox" }, condition.inbox] }, isText(condition.text)] };
}

/** Microseconds to run the same rules in json-rules-engine on facts made ready before. */
function createRulesEngine(conditions: readonly BenchCondition[], events: readonly Event[]): () => Promise<number> {
  const engine = new Engine();
  for (const condition of conditions) {
    const isText =
      condition.kind === "word"
        ? { fact: "words", operator: "contains", value: condition.word }
        : { fact: "text", operator: "equal", value: condition.text };
    const isInbox =
      condition.kind === "inbox_and_text" ? [{ fact: "inbox", operator: "equal", value: condition.inbox }] : [];
    const isType = { fact: "type", operator: "equal", value: "message_recieved" };
    engine.addRule({ conditions: { all: [isType, ...isInbox, isText] }, event: { type: "matched" } });
  }
  return async () => {
    const [event] = events;
    const text = event?.text ?? "";
    const startedAt = performance.now();
    const result = await engine.run({ type: event?.type, inbox: "front_desk", text, words: text.split(/\W+/) });
    if (result.events.length !== 1) throw new Error("json-rules-engine does not find the rule");
    return (performance.now() - startedAt) * 1_000;
  };
}

/** Mean time for one of the items; `match` gives the number of rules that matched, which must be one. */
function microseconds<Item>(items: readonly Item[], repeats: number, match: (item: Item) => number): number {
  const startedAt = performance.now();
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const item of items) if (match(item) !== 1) throw new Error("an engine does not find the one rule");
  }
  return ((performance.now() - startedAt) * 1_000) / (items.length * repeats);
}
