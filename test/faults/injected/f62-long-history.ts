import { SCREENS } from "../../../src/dashboard/page.tsx";
import { until } from "../../e2e/until.ts";
import type { Fault, FaultPlan, FaultReport, Figures } from "../fault.ts";
import type { LongHistory } from "../scene/history.ts";
import {
  BUSY_CONTACT,
  checkHistory,
  countOld,
  countOldest,
  fillHistory,
  HISTORY_RETENTION,
  isRetentionThrough,
} from "../scene/history.ts";
import type { Load } from "../scene/load.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";
import type { Visitor } from "../scene/visitor.ts";
import { visit, VISITED } from "../scene/visitor.ts";

const SIZES = {
  short: { events: 20_000, ratePerSecond: 20, undisturbed: 200, rounds: 1 },
  full: { events: 1_000_000, ratePerSecond: 200, undisturbed: 4_000, rounds: 3 },
};
/** Retention begins a minute after the start, and has many parts. */
const ROUND_MS = 1_800_000;

const SEARCHES = [
  "nobody wrote this",
  "fired:yes",
  "status:parked",
  "phone:0100",
  `phone:${BUSY_CONTACT}`,
  "since:30d",
];
const LISTS = ["runs?status=failed&limit=200", "runs?status=waiting&limit=200", "events?limit=200", "counts"];

/** People look through a long history, have a contact with a fortieth of it erased, and what is old goes, while deliveries come. */
export const LONG_HISTORY: Fault = {
  id: "F62",
  title: "chores on a long history",
  stores: ["sqlite", "postgres"],
  run: doChores,
};

async function doChores(plan: FaultPlan): Promise<FaultReport> {
  const size = SIZES[plan.size];
  const histories: LongHistory[] = [];
  const scene = await openScene(plan, {
    config: HISTORY_RETENTION,
    variables: VISITED,
    fill: async (url) => {
      const history = await fillHistory(url, size.events);
      histories.push(history);
      return history;
    },
  });
  const [history] = histories;
  if (history === undefined) throw new Error("the store was not filled");
  await scene.fleet.start();
  const visitor = await visit(scene.world);
  const chores = createChores();
  const report = await runUnderLoad(plan, scene, {
    load: { ratePerSecond: size.ratePerSecond, priceEvery: 50 },
    inject: (load) => injectChores({ scene, history, visitor, chores, load }, size),
  });
  const figures = { ...chores.figuresOf(scene.traffic.sent.flatMap(({ acks }) => acks)), ...report.figures };
  return { ...report, figures, violations: [...report.violations, ...(await checkHistory(scene.storeUrl, history))] };
}

interface Chores {
  /** Does one of a kind, and notes how long it took, milliseconds. */
  readonly during: (kind: string, chore: () => Promise<unknown>) => Promise<void>;
  /** How long the chores took, and answers that came before and during those of each kind. */
  readonly figuresOf: (acks: readonly { readonly at: number; readonly ms: number }[]) => Figures;
}

function createChores(): Chores {
  const done: { readonly kind: string; readonly from: number; readonly to: number }[] = [];
  return {
    during: async (kind, chore) => {
      const from = Date.now();
      await chore();
      done.push({ kind, from, to: Date.now() });
    },
    figuresOf: (acks) => {
      const figures = [...new Set(done.map(({ kind }) => kind))].flatMap((kind) => {
        const own = done.filter((chore) => chore.kind === kind);
        const within = acks.filter(({ at }) => own.some(({ from, to }) => from <= at && at <= to));
        const ms = within.map((ack) => ack.ms);
        const took = own.map(({ from, to }) => to - from);
        return [
          [`${kind}: ms p50/most`, `${show(took, 0.5)}/${show(took, 1)}`],
          [`${kind}: ack p50/p99/most ms of ${ms.length}`, [0.5, 0.99, 1].map((part) => show(ms, part)).join("/")],
        ];
      });
      return Object.fromEntries(figures) as Figures;
    },
  };
}

/** The value that so large a part of all does not exceed. */
function show(values: readonly number[], part: number): string {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  return value === undefined ? "none" : String(Math.round(value));
}

async function injectChores(
  {
    scene,
    history,
    visitor,
    chores: { during },
    load,
  }: {
    readonly scene: Scene;
    readonly history: LongHistory;
    readonly visitor: Visitor;
    readonly chores: Chores;
    readonly load: Load;
  },
  { events, ratePerSecond, undisturbed, rounds }: (typeof SIZES)["full"],
): Promise<Figures> {
  const [old, oldest] = [await countOld(scene.storeUrl, history), await countOldest(scene.storeUrl, history)];
  // The first answers of an engine are slow.
  await load.untilAcked(undisturbed / 4);
  await during("nothing", () => load.untilAcked(undisturbed));
  const looks = {
    search: SEARCHES.map((query) => `/events?${new URLSearchParams({ q: query }).toString()}`),
    page: [...SCREENS.map(({ path }) => path), ...LISTS.map((list) => `/api/v1/${list}`)],
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const [kind, paths] of Object.entries(looks)) {
      for (const path of paths) await during(kind, () => visitor.look(path));
    }
  }
  await during("erase", () => visitor.operate({ kind: "erase", phone: BUSY_CONTACT }));
  const seldom = { timeoutMs: ROUND_MS, everyMs: 500 };
  const hasBegun = async () => (await countOldest(scene.storeUrl, history)) < oldest;
  await until("retention begins", hasBegun, seldom);
  await during("retention", () => until("retention is through", () => isRetentionThrough(scene.storeUrl), seldom));
  await load.untilAcked(1);
  return {
    "events of history": events,
    "deliveries a second": ratePerSecond,
    searches: looks.search.length * rounds,
    pages: looks.page.length * rounds,
    "events erased": history.busy,
    "old events": old,
  };
}
