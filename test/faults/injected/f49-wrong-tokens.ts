import { statSync } from "node:fs";
import { createSender, makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import { TOKEN } from "../../e2e/world.ts";
import { countBy, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport, Figures } from "../fault.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const SIZES = {
  short: { alone: 300, beside: 1_000, ratePerSecond: 50, priceEvery: 25 },
  full: { alone: 2_000, beside: 100_000, ratePerSecond: 200, priceEvery: 500 },
};
const CONNECTIONS = 64;
const MEGABYTE = 1024 * 1024;
const MOST_MEMORY = 256 * MEGABYTE;
/** Every so many posts one is nearly as large as a body may be, and would be a tree of many small things. */
const LARGE_EVERY = 20;
const FIRST_WRONG = 5_000_001;
const PAGE_BYTES = 4_096;
/** For each wrong token; whatever is stored takes one at least. What the engine writes now and then for itself is less. */
const MOST_PAGES = 0.1;

/** Somebody without the token posts as fast as answers come, first alone, then beside good deliveries. */
export const WRONG_TOKENS: Fault = {
  id: "F49",
  title: "a flood of wrong tokens",
  stores: ["sqlite"],
  run: flood,
};

async function flood(plan: FaultPlan): Promise<FaultReport> {
  const { alone, beside, ...load } = SIZES[plan.size];
  const scene = await openScene(plan);
  const engine = await scene.fleet.start();
  const before = pagesOf(scene);
  const answers = await postWrong(plan, { webhook: engine.webhook, count: alone });
  const pages = pagesOf(scene) - before;
  const startedAt = performance.now();
  const report = await runUnderLoad(plan, scene, {
    load,
    inject: async (): Promise<Figures> => {
      answers.push(...(await postWrong(plan, { webhook: engine.webhook, count: beside })));
      return { "wrong tokens": alone + beside };
    },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const peakBytes = scene.fleet.peakBytes();
  const others = answers.filter((answer) => answer !== "401");
  return {
    ...report,
    figures: {
      ...Object.fromEntries([...countBy(answers, (answer) => answer)].map(([is, count]) => [`answered ${is}`, count])),
      "wrong tokens a second beside good ones": Math.round(beside / seconds),
      "pages written meanwhile by the engine's own looks": pages,
      ...report.figures,
    },
    violations: [
      ...report.violations,
      ...sentences("not answered 401", others),
      ...(pages <= alone * MOST_PAGES ? [] : [`${alone} wrong tokens had ${pages} pages of the store written`]),
      ...((peakBytes ?? 0) <= MOST_MEMORY
        ? []
        : [`${Math.round((peakBytes ?? 0) / MEGABYTE)} MB of memory were taken`]),
    ],
  };
}

/** Posts with wrong tokens, and gives the status of each answer, or how its connection broke. */
async function postWrong(
  plan: FaultPlan,
  { webhook, count }: { readonly webhook: string; readonly count: number },
): Promise<string[]> {
  const sender = createSender(CONNECTIONS);
  plan.atEnd(sender.close);
  const answers: string[] = [];
  let left = count;
  const post = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const reply = await sender.post(webhook, wrongDelivery(left));
      answers.push(reply.kind === "answered" ? String(reply.status) : reply.code);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
  sender.close();
  return answers;
}

const LARGE = `"many":[${"[],".repeat(80_000)}[]]`;

function wrongDelivery(index: number): ReturnType<typeof makeDelivery> {
  const delivery = makeDelivery({ id: FIRST_WRONG + index, phone: phoneOf(index), text: "hello" });
  const body = delivery.body.replace(TOKEN, `wrong-${index}`);
  return { ...delivery, body: index % LARGE_EVERY === 0 ? body.replace(/}$/, `,${LARGE}}`) : body };
}

/** Pages of the store's files. */
function pagesOf({ world }: Scene): number {
  const bytes = ["", "-wal"].map((ending) => statSync(world.storePath + ending).size);
  return Math.ceil(bytes.reduce((sum, size) => sum + size, 0) / PAGE_BYTES);
}
