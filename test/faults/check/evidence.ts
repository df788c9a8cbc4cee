import type { Exchange } from "../../../src/sandbox/exchange.ts";
import type { SentMessage } from "../../../src/sandbox/heymarket/seed.ts";
import type { Figures } from "../fault.ts";
import type { StoreCounts } from "../scene/counts.ts";
import type { StoreRows } from "../scene/store-rows.ts";
import type { SentDelivery } from "../scene/traffic.ts";

/** The three logs of the outside, what is in the store in the end, and what the engines left behind. */
export interface Evidence {
  /** Log of the sender, oldest first. */
  readonly sent: readonly SentDelivery[];
  /** Logs of the remotes, oldest first. */
  readonly heymarket: readonly Exchange[];
  /** What Heymarket has sent to contacts, repeats included. */
  readonly messages: readonly SentMessage[];
  readonly crm: readonly Exchange[];
  /** Keys under which the CRM changed something, once for each change. */
  readonly crmKeys: readonly (string | null)[];
  readonly rows: StoreRows;
  readonly counts: StoreCounts;
  /** What is wrong with the file or the tables; null when nothing is. */
  readonly damage: string | null;
  /** Everything the engines wrote to standard output and standard error. */
  readonly logs: string;
  /** The most memory any engine had, bytes; null when it was not seen. */
  readonly peakBytes: number | null;
  /** For how long an event loop of an engine was held up, milliseconds. */
  readonly loopDelayMs: { readonly p99: number; readonly most: number };
  /** Whether texts that did not go out were looked for to the end, which takes a quarter of an hour. */
  readonly awaitedMissing: boolean;
}

/** What one look at the evidence gives. */
export interface Finding {
  readonly figures: Figures;
  readonly violations: readonly string[];
}

/** Whether a remote acted on a request and answered so, even if the answer was lost. */
export function isAccepted({ executed, status }: Exchange): boolean {
  return executed && status !== null && status >= 200 && status < 300;
}

/** Texts that Heymarket accepted, oldest first. */
export function acceptedTexts(heymarket: readonly Exchange[]): readonly Exchange[] {
  return heymarket.filter(({ method, path, ...rest }) => {
    return method === "POST" && path === "/v1/message/send" && isAccepted({ method, path, ...rest });
  });
}

/** How often each key comes. */
export function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Keys that come more than once, with how often they do. */
export function repeated<Key>(counts: ReadonlyMap<Key, number>): readonly (readonly [Key, number])[] {
  return [...counts].filter(([, count]) => count > 1);
}

/** One sentence with the number of items and the first of them, or none. */
export function sentences(what: string, items: readonly unknown[]): readonly string[] {
  return items.length === 0 ? [] : [`${what}: ${items.length}, the first is ${JSON.stringify(items[0])}`];
}
