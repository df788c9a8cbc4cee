import { EngineError } from "../core/base/errors.ts";
import { nearestOrAll } from "../core/base/suggest.ts";
import { emptyDecision, pauseKey } from "../core/model/decision.ts";
import type { PauseScope } from "../core/model/decision.ts";
import type { RunRecord } from "../ports/store/store.ts";
import type { Operation } from "../ports/operator.ts";
import type { Treated } from "./entry.ts";
import { entryOf, treatedAs } from "./entry.ts";
import { rulesAtHand } from "./foresee.ts";
import type { Wish } from "./wish.ts";

/** Lets nothing of a scope go out, or lets it go again. */
export async function* pauseSending(
  wish: Wish,
  { kind, scope }: Extract<Operation, { kind: "pause" | "unpause" }>,
): AsyncIterable<Treated> {
  const { store, clock, by, reason, isPlan } = wish;
  const key = pauseKey(scope);
  const subject = { kind: "sending", id: key } as const;
  if (kind === "pause" && scope.kind === "rule") await checkPausedRule(wish, scope.name);
  const isPaused = (await store.pauses()).some((pause) => pauseKey(pause) === key);
  if (isPaused === (kind === "pause")) {
    yield treatedAs(subject, { refused: isPaused ? "is paused already" : "is not paused" });
    return;
  }
  const others = (await store.pauses()).filter((pause) => pauseKey(pause) !== key).map(named);
  const stays = others.length === 0 ? "" : `, but for what stays paused: ${others.join(", ")}`;
  const does =
    kind === "pause"
      ? `${named(scope)} goes out no more until it is resumed`
      : `${named(scope)} goes out again${stays}`;
  if (!isPlan) {
    const entry = entryOf(wish, { deed: kind, target: subject, text: does });
    const change =
      kind === "pause"
        ? ({ kind: "set", pause: { ...scope, since: clock.now(), by, reason } } as const)
        : ({ kind: "lift", scope } as const);
    await store.decide({ ...emptyDecision(entry), pauses: [change] });
  }
  const treated = treatedAs(subject, { does });
  yield isPlan && kind === "pause"
    ? { ...treated, item: { ...treated.item, holds: await heldBy(wish, scope) } }
    : treated;
}

/** More of a status are not looked at. */
const RUNS_LOOKED_AT = 1_000;

/** How many runs that are under way stay where they are while a scope is paused. */
async function heldBy({ store }: Pick<Wish, "store">, { kind, name }: PauseScope): Promise<number> {
  if (kind === "all" || kind === "rule") {
    const counts = await store.countRuns(kind === "all" ? {} : { ruleId: name });
    return counts.ready + counts.waiting + counts.queued;
  }
  const lists = await Promise.all(
    (["queued", "waiting"] as const).map((status) => store.listRuns({ status, limit: RUNS_LOOKED_AT })),
  );
  const isHeld = ({ run, effects }: RunRecord): boolean =>
    kind === "connection"
      ? run.destination === name
      : effects.some(({ settledAt, purpose }) => settledAt === null && purpose === name);
  return lists.flatMap(({ rows }) => rows).filter(isHeld).length;
}

/** A rule that is gone may still have runs to pause. @throws EngineError NOT_FOUND for one that nobody knows. */
async function checkPausedRule(wish: Wish, ruleId: string): Promise<void> {
  const ids = rulesAtHand(wish).map(({ id }) => id);
  if (ids.length === 0 || ids.includes(ruleId)) return;
  if ((await wish.store.listRuns({ ruleId, limit: 1 })).rows.length > 0) return;
  throw new EngineError(
    "NOT_FOUND",
    `There is no rule "${ruleId}" in force, and none has a run; ${nearestOrAll(ruleId, ids)}`,
  );
}

function named({ kind, name }: PauseScope): string {
  switch (kind) {
    case "all":
      return "everything";
    case "rule":
      return `what rule ${name} does`;
    case "connection":
      return `what goes to ${name}`;
    case "purpose":
      return `every ${name} text`;
  }
}
