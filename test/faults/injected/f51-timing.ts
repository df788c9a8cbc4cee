import { Agent, request } from "node:http";
import { makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { TOKEN } from "../../e2e/world.ts";
import { digestTokens, verifyToken } from "../../../src/receive/verify.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";

const SAMPLES = { short: { inProcess: 4_000, overHttp: 200 }, full: { inProcess: 400_000, overHttp: 5_000 } };
/** Comparisons in one sample, so that a clock of nanoseconds tells them apart. */
const REPEATS = 4;
/** Slower ones are the machine's, not the comparison's. Source: dudect, 3.2.1. */
const KEPT_SHARE = 0.9;
const LIMIT = 4.5;
const CONTROL_LIMIT = { short: 50, full: 1_000 };
const ACCEPTED = `${TOKEN}-${"k".repeat(64)}`;

/**
 * Wrong tokens that a comparison which ends early would tell apart, each a string of its own in one piece. To make the digest
 * of a much shorter one takes less time: that tells its sender the length of what he sent.
 */
const GUESSES = {
  first: flat(`!${ACCEPTED.slice(1)}`),
  last: flat(`${ACCEPTED.slice(0, -1)}!`),
  short: flat(ACCEPTED.slice(0, -1)),
};

/** Whoever guesses the token measures how long the answer takes. */
export const TIMING: Fault = {
  id: "F51",
  title: "timing of the comparison",
  stores: ["sqlite"],
  run: measureTiming,
};

async function measureTiming(plan: FaultPlan): Promise<FaultReport> {
  const { inProcess, overHttp } = SAMPLES[plan.size];
  const random = createSeeded(plan.seed);
  const digests = digestTokens([ACCEPTED, flat("another token that is accepted")]);
  const verify = (guess: string): unknown => verifyToken(guess, digests);
  const sampled = (compare: (guess: string) => unknown) => {
    return drawTimes(inProcess, { random, time: (guess) => timeOf(() => compare(guess)) });
  };
  // The first of all warms the machine up.
  await sampled(verify);
  const own = await sampled(verify);
  const control = await sampled(endsEarly);
  const http = await drawTimes(overHttp, { random, time: await startPosting(plan) });
  const values = {
    "t of first against last": welch(own.first, own.last),
    "t of first against another length": welch(own.first, own.short),
    "over HTTP: t of first against last": welch(http.first, http.last),
    "over HTTP: t of first against another length": welch(http.first, http.short),
  };
  const controlValue = welch(control.first, control.last);
  return {
    injected: { "samples in the process": inProcess, "posts over HTTP": overHttp, "wrong tokens": 3 },
    figures: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toFixed(2)])),
      "t of the control, which ends early": controlValue.toFixed(0),
    },
    violations: [
      ...Object.entries(values).flatMap(([name, value]) => {
        return Math.abs(value) < LIMIT ? [] : [`the time tells wrong tokens apart: ${name} is ${value.toFixed(2)}`];
      }),
      ...(Math.abs(controlValue) > CONTROL_LIMIT[plan.size]
        ? []
        : ["the control was not told apart: nothing was tried"]),
    ],
  };
}

type Times = Readonly<Record<keyof typeof GUESSES, readonly number[]>>;

/** So many times for each guess, in random order, so that whatever happens on the machine happens to all of them. */
async function drawTimes(
  count: number,
  { random, time }: { readonly random: () => number; readonly time: (guess: string) => number | Promise<number> },
): Promise<Times> {
  const names = Object.keys(GUESSES) as (keyof typeof GUESSES)[];
  const times = { first: [] as number[], last: [] as number[], short: [] as number[] };
  for (let drawn = 0; drawn < count * names.length; drawn += 1) {
    const name = names[Math.floor(random() * names.length)] ?? "first";
    const measured = time(GUESSES[name]);
    times[name].push(typeof measured === "number" ? measured : await measured);
  }
  return times;
}

/** Nanoseconds. */
function timeOf(work: () => unknown): number {
  const from = process.hrtime.bigint();
  for (let turn = 0; turn < REPEATS; turn += 1) work();
  return Number(process.hrtime.bigint() - from);
}

/** What a comparison must not be. */
function endsEarly(guess: string): boolean {
  if (guess.length !== ACCEPTED.length) return false;
  for (let index = 0; index < ACCEPTED.length; index += 1) {
    if (guess.charCodeAt(index) !== ACCEPTED.charCodeAt(index)) return false;
  }
  return true;
}

/** Posts a delivery with a token and gives how long its answer took, nanoseconds. */
async function startPosting(plan: FaultPlan): Promise<(token: string) => Promise<number>> {
  const scene = await openScene(plan);
  const environment = { ...scene.world.environment, HEYMARKET_WEBHOOK_TOKEN: ACCEPTED };
  const { webhook } = await scene.fleet.start({ environment });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  plan.atEnd(() => {
    agent.destroy();
  });
  const { body } = makeDelivery({ id: 1_000_001, phone: phoneOf(1), text: "hello" });
  return (token) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(body.replace(TOKEN, token));
      const headers = { "content-type": "application/json", "content-length": bytes.length };
      const from = process.hrtime.bigint();
      const call = request(webhook, { method: "POST", agent, headers }, (response) => {
        const tookNs = Number(process.hrtime.bigint() - from);
        response.resume().on("end", () => {
          if (response.statusCode === 401) resolve(tookNs);
          else reject(new Error(`a wrong token was answered ${response.statusCode ?? 0}`));
        });
      });
      call.on("error", reject);
      call.end(bytes);
    });
}

/** Welch's t of two samples without the slowest of both. */
function welch(one: readonly number[], other: readonly number[]): number {
  const all = Float64Array.from([...one, ...other]).sort();
  const limit = all[Math.floor(all.length * KEPT_SHARE)] ?? Infinity;
  const [a, b] = [one, other].map((times) => momentsOf(times.filter((time) => time <= limit)));
  if (a === undefined || b === undefined) return Number.NaN;
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

function momentsOf(times: readonly number[]): {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
} {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  return { count: times.length, mean, variance: squares / (times.length - 1) };
}

/** A string in one piece: what is put together is a rope until somebody reads it, which takes time. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}
