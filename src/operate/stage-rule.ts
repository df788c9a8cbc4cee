import { EngineError } from "../core/base/errors.ts";
import { nearestOrAll } from "../core/base/suggest.ts";
import { isOwnRule } from "../core/model/ruleset/rule.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import { lastLetOut, ruleState } from "../core/model/ruleset/rule-state.ts";
import { emptyDecision } from "../core/model/decision.ts";
import type { Operation } from "../ports/operator.ts";
import type { RuleChange, RuleWish } from "../ports/rule-writer.ts";
import type { Treated } from "./entry.ts";
import { entryOf, treatedAs } from "./entry.ts";
import type { Wish } from "./wish.ts";

/**
 * Lets a rule out, or in, by writing its file and having the engine read it. The audit has its row before the file is touched, and
 * another one when it could not be written after all.
 */
export async function* stageRule(
  wish: Wish,
  operation: Extract<Operation, { kind: RuleWish["kind"] }>,
): AsyncIterable<Treated> {
  const { isPlan, store, activeRules } = wish;
  const { seen, ...wanted } = operation;
  const subject = { kind: "rule", id: wanted.ruleId } as const;
  const writer = wish.ruleWriter?.() ?? null;
  const isInForce = activeRules().ruleSet.rules.some(({ id }) => id === wanted.ruleId);
  if (writer === null) {
    if (!isInForce) throw noSuchRule(wish, wanted.ruleId);
    yield treatedAs(subject, { refused: NOT_PERMITTED });
    return;
  }
  const change = await writer.plan(wanted, activeRules().ruleSet.rules);
  if ("refused" in change) {
    if (change.about === "name" && !isInForce) throw noSuchRule(wish, wanted.ruleId);
    yield treatedAs(subject, { refused: `stays as it is: ${change.refused}` });
    return;
  }
  if (seen !== undefined && seen !== change.fileChange.seen) {
    yield treatedAs(subject, {
      refused: `stays as it is: ${change.fileChange.file} has changed since it was looked at`,
    });
    return;
  }
  const isShared = store.sharedClock !== null;
  const sends = { textsAhead: isLive(change) ? change.textSteps : 0 };
  if (isPlan) {
    const before = change.from === "off" ? lastLetOut(await store.ruleVersions(change.ruleId)) : null;
    yield withFile(treatedAs(subject, { does: plannedWords(change, { isShared, before }) }, sends), change);
    return;
  }
  const entry = (text: string) => entryOf(wish, { deed: wanted.kind, target: subject, text });
  // Before the file is touched: by then nobody knows whether it can be.
  await store.decide(emptyDecision(entry(`goes ${stepOf(change)}`)));
  let problem: string | null;
  try {
    problem = await writer.write(change);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await store.decide(emptyDecision(entry(`stays ${change.from}, it was not done: ${error.message}`)));
    yield treatedAs(subject, { refused: `stays as it is: ${error.message.replace(/[.]$/, "")}` });
    return;
  }
  const now = activeRules().ruleSet.rules.find(({ id }) => id === change.ruleId);
  const inForce =
    now?.version === change.version
      ? "and the engine goes by it now"
      : `but the engine does not go by it: ${problem ?? "its files have changed again meanwhile"}`;
  yield withFile(treatedAs(subject, { does: `went ${stepOf(change)}, ${inForce}` }, sends), change);
}

function noSuchRule({ activeRules }: Wish, ruleId: string): EngineError {
  const ofFiles = activeRules().ruleSet.rules.filter((rule) => !isOwnRule(rule));
  const ids = ofFiles.map(({ id }) => id);
  return new EngineError("NOT_FOUND", `There is no rule "${ruleId}" in force; ${nearestOrAll(ruleId, ids)}`);
}

const NOT_PERMITTED =
  "stays as it is: this engine may not write rule files; `admin: { write: rules }` in heyrules.yaml lets it";

function withFile(treated: Treated, { fileChange }: RuleChange): Treated {
  return { ...treated, item: { ...treated.item, fileChange } };
}

function stepOf({ from, to, fileChange }: RuleChange): string {
  return `from ${from} to ${to} in ${fileChange.file}:${fileChange.line}`;
}

/** Whether a rule does from then on what it says, to anybody. */
function isLive({ to }: RuleChange): boolean {
  return to !== "off" && to !== "shadow";
}

function plannedWords(
  change: RuleChange,
  { isShared, before }: { readonly isShared: boolean; readonly before: Rule | null },
): string {
  const { from, to, comeAlong } = change;
  const was = before === null ? null : ruleState(before);
  const earlier = was === null || was === to ? [] : [`before it was ${from} it was ${was}, which it will not be again`];
  const others =
    comeAlong.length === 0
      ? []
      : [`what was changed in the files before comes into force with it: ${comeAlong.join(", ")}`];
  const elsewhere = isShared
    ? ["only the files of this engine are changed, other engines on its database keep theirs"]
    : [];
  return [`goes ${stepOf(change)}: ${effectOf(to)}`, ...earlier, ...others, ...elsewhere].join("; ");
}

/** What a state means from then on. */
function effectOf(state: string): string {
  if (state === "off") return "it starts no more runs, and those under way go on";
  if (state === "shadow") return "it decides and records, and does nothing";
  return state === "on" ? "it acts from the next event on" : "it acts from the next event on, for some contacts";
}
