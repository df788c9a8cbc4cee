import { destinationOf } from "../core/actions/reach.ts";
import type { ChangeSet } from "../core/model/changes.ts";
import type { Pause } from "../core/model/decision.ts";
import { pausedWords, pauseOf, widestFirst } from "../core/model/decision.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import { isTerminal } from "../core/model/run/run.ts";
import { instructionsAhead } from "../core/run/ahead.ts";
import type { Treated } from "./entry.ts";
import { rulesAtHand } from "./foresee.ts";
import type { Wish } from "./wish.ts";

/** A thing that is done, with what is paused that keeps it back; as it was when nothing does. */
export function waitingFor(treated: Treated, pause: Pause | null): Treated {
  if (pause === null || treated.item.refused !== null) return treated;
  return { ...treated, item: { ...treated.item, waits: `${pausedWords(pause)} is paused` } };
}

/** The pause that keeps back what runs do next when they go on as a change set says; null when none does. */
export async function pauseAhead(wish: Wish, { runs }: Pick<ChangeSet, "runs">): Promise<Pause | null> {
  // Another one went on with the steps behind, or none are taken any more.
  const going = runs.filter(({ status }) => !isTerminal(status));
  const pauses = going.length === 0 ? [] : await pausesNow(wish);
  if (pauses.length === 0) return null;
  for (const { ruleId, ruleVersion, cursor } of going) {
    const kept = await wish.store.getRule(ruleVersion);
    const rule = kept ?? rulesAtHand(wish).find(({ version }) => version === ruleVersion);
    const pause = rule === undefined ? pauseOf(pauses, { ...NOTHING, ruleId }) : pauseOn(pauses, rule, cursor);
    if (pause !== null) return pause;
  }
  return null;
}

/** The pause that keeps back what rules do that fire; null when none does. */
export async function pauseOnFirings(wish: Wish, fires: readonly string[]): Promise<Pause | null> {
  const pauses = await pausesNow(wish);
  const fired = rulesAtHand(wish).filter(({ id }) => fires.includes(id));
  return pauses.find((pause) => fired.some((rule) => pauseOn([pause], rule, 0) !== null)) ?? null;
}

/** The pause of everything; null while that is not paused. */
export async function pauseOfAll(wish: Wish): Promise<Pause | null> {
  return (await pausesNow(wish)).find(({ kind }) => kind === "all") ?? null;
}

async function pausesNow({ store }: Wish): Promise<readonly Pause[]> {
  return widestFirst(await store.pauses());
}

/** What keeps a run from its first step outside, wherever that is up to the next wait. */
function pauseOn(pauses: readonly Pause[], rule: Rule, cursor: number): Pause | null {
  const attempts = instructionsAhead(rule, cursor, { upToWaits: true }).flatMap((one) => {
    if (one.op !== "effect") return [];
    const { effect } = one;
    const destination = destinationOf(effect);
    const purpose = "purpose" in effect ? effect.purpose : null;
    return destination === null ? [] : [{ at: rule.program.indexOf(one), ruleId: rule.id, destination, purpose }];
  });
  const [first] = attempts.toSorted((one, other) => one.at - other.at);
  return first === undefined ? null : pauseOf(pauses, first);
}

const NOTHING = { destination: null, purpose: null };
