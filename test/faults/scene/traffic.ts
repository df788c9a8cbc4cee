import { setTimeout as delay } from "node:timers/promises";
import type { Delivery, Reply } from "../../e2e/delivery.ts";
import { createSender, makeDelivery } from "../../e2e/delivery.ts";
import { TEXT_CANARY } from "../../e2e/world.ts";

/** What a contact writes: the rules answer the second with a text, and send nothing any more after the third. */
export type Wish = "hello" | "price" | "stop";

const WORDS: Readonly<Record<Wish, string>> = {
  hello: `Hello there ${TEXT_CANARY}`,
  price: `What is the price? ${TEXT_CANARY}`,
  stop: "STOP",
};

/** A delivery, whose it is, and the answers it got. */
export interface SentDelivery extends Delivery {
  /** Digits with country code. */
  readonly phone: string;
  readonly wish: Wish;
  /** Oldest first. */
  readonly acks: readonly Ack[];
}

/** A 200: the event it named, when it came, and how long after the request, milliseconds. */
export interface Ack {
  readonly event: string | null;
  readonly at: number;
  readonly ms: number;
}

interface Mutable extends SentDelivery {
  readonly acks: Ack[];
}

/** What Heymarket posts, and what it was answered: the log of the sender. */
export interface Traffic {
  readonly sent: readonly SentDelivery[];
  /** Deliveries that have their 200. */
  readonly acked: () => number;
  /** Answers other than 200, and broken connections. */
  readonly failures: () => number;
  /** A new delivery, which nobody has posted yet; `more` stands behind its words. */
  readonly write: (phone: string, wish: Wish, more?: string) => SentDelivery;
  /** Posts it once. */
  readonly postOnce: (delivery: SentDelivery) => Promise<Reply | null>;
  /** Posts it until it is answered 200, or until the traffic is ended. */
  readonly deliver: (delivery: SentDelivery) => Promise<void>;
  /** Gives up what has no 200 yet. */
  readonly end: () => void;
}

const RETRY_MS = 25;
/** Behind the ids of any history that a store was filled with: two messages of one id are one. */
const FIRST_ID = 9_000_000_000_001;

/** Traffic to whoever listens: `webhook` is asked before every post, and is null while nobody does. */
export function createTraffic({
  webhook,
  connections = 64,
}: {
  readonly webhook: () => string | null;
  readonly connections?: number;
}): Traffic {
  const sender = createSender(connections);
  const sent: Mutable[] = [];
  const abort = new AbortController();
  let acked = 0;
  let failures = 0;

  async function postOnce({ id }: SentDelivery): Promise<Reply | null> {
    const delivery = sent[id - FIRST_ID];
    const address = webhook();
    if (delivery === undefined || address === null) return null;
    const postedAt = performance.now();
    const reply = await sender.post(address, delivery);
    if (reply.kind === "answered" && reply.status === 200) {
      if (delivery.acks.length === 0) acked += 1;
      delivery.acks.push({ event: reply.event, at: reply.at, ms: performance.now() - postedAt });
    } else failures += 1;
    return reply;
  }
  return {
    sent,
    acked: () => acked,
    failures: () => failures,
    write: (phone, wish, more = "") => {
      const delivery = makeDelivery({ id: FIRST_ID + sent.length, phone, text: `${WORDS[wish]}${more}` });
      sent.push({ ...delivery, phone, wish, acks: [] });
      return sent.at(-1) as SentDelivery;
    },
    postOnce,
    deliver: async (delivery) => {
      while (!abort.signal.aborted) {
        const reply = await postOnce(delivery);
        if (reply?.kind === "answered" && reply.status === 200) return;
        await delay(RETRY_MS);
      }
    },
    end: () => {
      abort.abort();
      sender.close();
    },
  };
}
