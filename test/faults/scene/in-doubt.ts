import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import type { WorldOptions } from "../../e2e/world.ts";
import type { Behaviour } from "../../../src/sandbox/script.ts";
import { countBy, repeated, sentences } from "../check/evidence.ts";
import type { Finding } from "../check/evidence.ts";
import type { FaultPlan, FaultReport, Figures } from "../fault.ts";
import type { Scene } from "./scene.ts";
import { openScene } from "./scene.ts";

/** A Heymarket at which some sends are left in doubt. */
export interface Doubtful {
  readonly name: string;
  /** How a send goes that is left in doubt. */
  readonly behaviour: Behaviour;
  readonly heymarket?: Omit<NonNullable<WorldOptions["heymarket"]>, "behave">;
  /** Meddles while texts are sent; what it gives ends that. */
  readonly meddle?: (scene: Scene) => () => void;
}

const QUESTIONS = { short: 15, full: 150 };
/** Of the sends, how many are left in doubt; the first always is. */
const SHARE = 0.1;
const SHOWN = ["texts", "texts in doubt", "found in the history", "parked texts", "still looked for"];

/** Asks for texts at several Heymarkets at once, each with an engine of its own: no text may be posted twice at any. */
export async function runInDoubt(plan: FaultPlan, doubtful: readonly Doubtful[]): Promise<FaultReport> {
  const reports = await Promise.all(doubtful.map((one) => askForTexts(plan, one)));
  return {
    injected: Object.assign({}, ...reports.map(({ injected }) => injected)) as Figures,
    figures: Object.assign({}, ...reports.map(({ figures }) => figures)) as Figures,
    violations: reports.flatMap(({ violations }) => violations),
  };
}

async function askForTexts(
  plan: FaultPlan,
  { name, behaviour, heymarket, meddle }: Doubtful,
): Promise<Finding & { readonly injected: Figures }> {
  const random = createSeeded(plan.seed);
  let lost = 0;
  const behave = ({ path }: { readonly path: string }): Behaviour | null => {
    if (path !== "/v1/message/send" || (random() >= SHARE && lost > 0)) return null;
    lost += 1;
    return behaviour;
  };
  const scene = await openScene(plan, { heymarket: { ...heymarket, behave } });
  const stopMeddling = meddle?.(scene) ?? (() => undefined);
  const { traffic, world } = scene;
  await scene.fleet.start();
  const questions = Array.from({ length: QUESTIONS[plan.size] }, (_, index) => traffic.write(phoneOf(index), "price"));
  await Promise.all(questions.map((question) => traffic.deliver(question)));
  if (behaviour.executeAfterMs !== undefined) {
    await until("every text is executed", () => world.heymarket.sent().length >= questions.length);
  }
  const { figures, violations } = await scene.conclude({ awaitsMissing: plan.size === "full" });
  stopMeddling();

  const posts = world.exchanges.heymarket.filter(({ path }) => path === "/v1/message/send");
  // One that is executed after its answer is recorded twice, under one id.
  const requests = new Map(posts.map(({ requestId, localId }) => [requestId, localId]));
  const postedTwice = repeated(countBy([...requests.values()], (localId) => localId));
  return {
    injected: { [`${name}: sends left in doubt`]: lost },
    figures: Object.fromEntries(SHOWN.map((what) => [`${name}: ${what}`, figures[what] ?? 0])),
    violations: [...sentences("I4 posted again", postedTwice), ...violations].map((one) => `${name}: ${one}`),
  };
}
