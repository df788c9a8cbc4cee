import { setTimeout as delay } from "node:timers/promises";
import type { Delivery } from "./delivery.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { TEXT_CANARY } from "./world.ts";

/** A delivery of the load and the answers it got. */
export interface SentDelivery extends Delivery {
  /** Whether the rules answer it with a text. */
  readonly asksPrice: boolean;
  /** The event each 200 named, oldest first. */
  readonly acks: readonly { readonly event: string | null; readonly at: number }[];
}

/** What a load is like. */
export interface LoadOptions {
  readonly ratePerSecond: number;
  /** Every so many deliveries one asks for a price, the first included. */
  readonly priceEvery: number;
  readonly random: () => number;
  /** Where to post now; null while nobody listens. */
  readonly webhook: () => string | null;
}

/** A load under way: everything is sent again until it is answered 200. */
export interface Load {
  readonly sent: readonly SentDelivery[];
  /** Answers other than 200, and broken connections. */
  readonly failures: () => number;
  /** Makes no new deliveries, and resolves when the last has its 200 or after `timeoutMs`. */
  readonly stop: (timeoutMs: number) => Promise<void>;
}

const TICK_MS = 10;
const RETRY_MS = 25;
/** A repeat of one that was answered; a second sender of the same at the same time; a contact who writes often. */
const SHARES = { repeat: 0.05, twin: 0.03, burst: 0.05 };
const BURST_CONTACTS = 8;
/** Numbers of contacts who write often, behind those who write once. */
const FIRST_BURST_PHONE = 79_900;

interface Mutable extends SentDelivery {
  readonly acks: { readonly event: string | null; readonly at: number }[];
}

/** Starts a load. While the engine does not answer, half a second of it waits and no more is made. */
export function startLoad(options: LoadOptions): Load {
  const { ratePerSecond, random, webhook } = options;
  const sender = createSender();
  const sent: Mutable[] = [];
  const pending = new Set<Promise<void>>();
  const abort = new AbortController();
  let failures = 0;
  let owed = 0;
  let lastAt = Date.now();

  async function deliver(delivery: Mutable): Promise<void> {
    while (!abort.signal.aborted) {
      const address = webhook();
      const reply = address === null ? null : await sender.post(address, delivery);
      if (reply?.kind === "answered" && reply.status === 200) {
        delivery.acks.push({ event: reply.event, at: reply.at });
        return;
      }
      if (reply !== null) failures += 1;
      await delay(RETRY_MS);
    }
  }
  function start(delivery: Mutable): void {
    const work: Promise<void> = deliver(delivery).finally(() => pending.delete(work));
    pending.add(work);
  }
  function produce(): void {
    const earlier = sent[Math.floor(random() * sent.length)];
    if (earlier !== undefined && random() < SHARES.repeat) {
      start(earlier);
      return;
    }
    const delivery = makeLoadDelivery(sent.length, options);
    sent.push(delivery);
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
    sent,
    failures: () => failures,
    stop: async (timeoutMs) => {
      clearInterval(timer);
      const deadline = setTimeout(() => {
        abort.abort();
      }, timeoutMs);
      await Promise.all(pending);
      clearTimeout(deadline);
      sender.close();
    },
  };
}

function makeLoadDelivery(index: number, { random, priceEvery }: LoadOptions): Mutable {
  const asksPrice = index % priceEvery === 0;
  const isBurst = !asksPrice && random() < SHARES.burst;
  const phone = phoneOf(
    isBurst ? FIRST_BURST_PHONE + Math.floor(random() * BURST_CONTACTS) : index % FIRST_BURST_PHONE,
  );
  const text = `${asksPrice ? "What is the price?" : "Hello there"} ${TEXT_CANARY}`;
  return { ...makeDelivery({ id: 1_000_001 + index, phone, text }), asksPrice, acks: [] };
}
