import type { ChangeSet } from "../core/model/changes.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import { sentTextOf } from "../core/model/run/effect.ts";
import type { Run } from "../core/model/run/run.ts";
import { isTerminal } from "../core/model/run/run.ts";
import { phoneOfLane } from "../core/model/source.ts";
import { mostTextsAhead, textStepsAhead } from "../core/run/ahead.ts";
import type { RunRecord } from "../ports/store/store.ts";
import type { Treated } from "./entry.ts";
import { rulesAtHand } from "./foresee.ts";
import { keptBack } from "./kept-back.ts";
import { textsBefore } from "./replay/texts-before.ts";
import type { Wish } from "./wish.ts";

/** Which texts go out when a run goes on as a change set says, how many of them may have gone out before, and why one does not (`keptBack`). */
export async function sendsOfRun(
  wish: Wish,
  changes: Pick<ChangeSet, "runs" | "effects">,
  before: RunRecord,
): Promise<Omit<Treated, "item" | "lane"> & { readonly kept: string | null }> {
  const planned = changes.effects.flatMap(({ id, status, phone }) =>
    status === "planned" && phone !== null ? [{ id, phone }] : [],
  );
  const asked = await Promise.all(
    planned.map(async (text) => ({ ...text, kept: await keptBack(wish.store, text.phone, before.run) })),
  );
  let kept = asked.find((text) => text.kept !== null)?.kept ?? null;
  const texts = asked.filter((text) => text.kept === null);
  const out = before.effects.filter((effect) => sentTextOf(effect) !== null);
  let repeats = texts.filter(({ id }) => out.some((effect) => effect.id === id)).length;
  let textsAhead = 0;
  for (const run of changes.runs) {
    // Another one went on with the steps behind, or none are taken any more.
    if (isTerminal(run.status) || run.continuedAs !== null) continue;
    const rule = await ruleOf(wish, run);
    if (rule === undefined) continue;
    const steps = textStepsAhead(rule, run.cursor);
    const { id, loop } = run;
    const phone = phoneOfLane(run.lane);
    if (steps.length > 0 && phone !== null) kept ??= await keptBack(wish.store, phone, run, "texts to the contact are");
    const settled = [...before.effects.filter(({ status }) => status === "done"), ...changes.effects];
    const paths = settled.flatMap((effect) => (effect.runId === id && loop === null ? [effect.path] : []));
    textsAhead += mostTextsAhead(rule, { ...run, settled: paths }, rulesAtHand(wish));
    // Started in place of the other, it takes its steps anew.
    if (id !== before.run.id) repeats += out.filter(({ path }) => steps.includes(path)).length;
  }
  const all = texts.length + textsAhead;
  if (all > 0) repeats += await textsElsewhere(wish, before.run);
  return { textsTo: texts.map(({ phone }) => phone), repeats: Math.min(repeats, all), textsAhead, kept };
}

async function ruleOf({ store, activeRules }: Wish, { ruleVersion }: Run): Promise<Rule | undefined> {
  return (
    (await store.getRule(ruleVersion)) ?? activeRules().ruleSet.rules.find(({ version }) => version === ruleVersion)
  );
}

/** How many texts the same rule sent, or may have, on replays of the event of a run, or on the event that it is a replay of. */
async function textsElsewhere(wish: Wish, { eventId, ruleId }: Run): Promise<number> {
  const record = await wish.store.getEvent(eventId);
  if (record === null) return 0;
  return (await textsBefore(wish, record.event, { fires: [ruleId], except: eventId })).count;
}
