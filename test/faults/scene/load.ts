import { phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import type { SentDelivery, Traffic } from "./traffic.ts";

/** What a load is like. */
export interface LoadOptions {
  readonly ratePerSecond: number;
  /** Every so many deliveries one asks for a price, the first included. */
  readonly priceEvery: number;
  readonly random: () => number;
}

/** A load under way: everything is sent again until it is answered 200. */
export interface Load {
  /** Waits until so many more deliveries have their 200. */
  readonly untilAcked: (more: number) => Promise<void>;
  /** Makes no new deliveries, and resolves when the last has its 200 or after `timeoutMs`. */
  readonly stop: (timeoutMs: number) => Promise<void>;
}

const TICK_MS = 10;
/** A repeat of one that was answered; a second sender of the same at the same time; a contact who writes often. */
const SHARES = { repeat: 0.05, twin: 0.03, burst: 0.05 };
/** Of those who asked for a price, who says STOP a few deliveries later. */
const STOP_SHARE = 0.2;
const STOP_AFTER = 7;
const BURST_CONTACTS = 8;
/** Numbers of contacts who write often, behind those who write once. */
const FIRST_BURST_PHONE = 79_900;

/** Starts a load. While nobody answers, half a second of it waits and no more is made. */
export function startLoad(traffic: Traffic, options: LoadOptions): Load {
  const { ratePerSecond, random } = options;
  const { sent } = traffic;
  const pending = new Set<Promise<void>>();
  let owed = 0;
  let lastAt = Date.now();

  function start(delivery: SentDelivery): void {
    const work: Promise<void> = traffic.deliver(delivery).finally(() => pending.delete(work));
    pending.add(work);
  }
  function produce(): void {
    const earlier = sent[Math.floor(random() * sent.length)];
    if (earlier !== undefined && random() < SHARES.repeat) {
      start(earlier);
      return;
    }
    const delivery = writeNext(traffic, options);
    start(delivery);
    if (random() < SHARES.twin) start(delivery);
  }

  const timer = setInterval(() => {
    const now = Date.now();
    owed = Math.min(owed + ((now - lastAt) * ratePerSecond) / 1000, ratePerSecond / 4);
    lastAt = now;
    for (; owed >= 1 && pending.size < ratePerSecond / 2; owed -= 1) produce();
  }, TICK_MS);

  return {
    untilAcked: async (more) => {
      const wanted = traffic.acked() + more;
      await until(`${more} deliveries are acknowledged`, () => traffic.acked() >= wanted);
    },
    stop: async (timeoutMs) => {
      clearInterval(timer);
      const deadline = setTimeout(traffic.end, timeoutMs);
      await Promise.all(pending);
      clearTimeout(deadline);
      traffic.end();
    },
  };
}

function writeNext(traffic: Traffic, { random, priceEvery }: LoadOptions): SentDelivery {
  const index = traffic.sent.length;
  const asked = traffic.sent[index - STOP_AFTER];
  if (asked?.wish === "price" && random() < STOP_SHARE) return traffic.write(asked.phone, "stop");
  if (index % priceEvery === 0) return traffic.write(phoneOf(index % FIRST_BURST_PHONE), "price");
  const isBurst = random() < SHARES.burst;
  const person = isBurst ? FIRST_BURST_PHONE + Math.floor(random() * BURST_CONTACTS) : index % FIRST_BURST_PHONE;
  return traffic.write(phoneOf(person), "hello");
}
