import { EngineError } from "../core/base/errors.ts";
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
  if (writer === null) {
    yield treatedAs(subject, { refused: NOT_PERMITTED });
    return;
  }
  const change = await writer.plan(wanted, activeRules().ruleSet.rules);
  if ("refused" in change) {
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
  if (isPlan) {
    yield withFile(treatedAs(subject, { does: plannedWords(change, isShared) }), change);
    return;
  }
  const entry = (text: string) => entryOf(wish, { deed: wanted.kind, target: subject, text });
  await store.decide(emptyDecision(entry(stepOf(change))));
  let problem: string | null;
  try {
    problem = await writer.write(change);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await store.decide(emptyDecision(entry(`was not done: ${error.message}`)));
    yield treatedAs(subject, { refused: `stays as it is: ${error.message.replace(/[.]$/, "")}` });
    return;
  }
  const now = activeRules().ruleSet.rules.find(({ id }) => id === change.ruleId);
  const inForce =
    now?.version === change.version
      ? "and the engine goes by it now"
      : `but the engine does not go by it: ${problem ?? "its files have changed again meanwhile"}`;
  yield withFile(treatedAs(subject, { does: `went ${stepOf(change)}, ${inForce}` }), change);
}

const NOT_PERMITTED =
  "stays as it is: this engine may not write rule files; `admin: { write: rules }` in heyrules.yaml lets it";

function withFile(treated: Treated, { fileChange }: RuleChange): Treated {
  return { ...treated, item: { ...treated.item, fileChange } };
}

function stepOf({ from, to, fileChange }: RuleChange): string {
  return `from ${from} to ${to} in ${fileChange.file}:${fileChange.line}`;
}

function plannedWords(change: RuleChange, isShared: boolean): string {
  const { to, comeAlong } = change;
  const others =
    comeAlong.length === 0
      ? []
      : [`what was changed in the files before comes into force with it: ${comeAlong.join(", ")}`];
  const elsewhere = isShared
    ? ["only the files of this engine are changed, other engines on its database keep theirs"]
    : [];
  return [`goes ${stepOf(change)}: ${effectOf(to)}`, ...others, ...elsewhere].join("; ");
}

/** What a state means from then on. */
function effectOf(state: string): string {
  if (state === "off") return "it starts no more runs, and those under way go on";
  if (state === "shadow") return "it decides and records, and does nothing";
  return state === "on" ? "it acts from the next event on" : "it acts from the next event on, for some contacts";
}
