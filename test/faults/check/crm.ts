import type { Exchange } from "../../../src/sandbox/exchange.ts";
import type { Evidence, Finding } from "./evidence.ts";
import { countBy, isAccepted, repeated, sentences } from "./evidence.ts";

/** I4: the CRM has every event once, under one key, however often it was called; I5: each contact's in the order of the inbox. */
export function checkCrm({ sent, crm, crmKeys, rows }: Evidence): Finding {
  const accepted = crm.filter(isAccepted);
  const keysOf = new Map<unknown, Set<string | null>>();
  for (const exchange of accepted) {
    const event = eventIn(exchange);
    keysOf.set(event, (keysOf.get(event) ?? new Set()).add(exchange.idempotencyKey));
  }
  const keys = new Set(accepted.map(({ idempotencyKey }) => idempotencyKey));
  const twice = [...keysOf].filter(([, set]) => set.size > 1).map(([event]) => event);
  const placeOf = new Map(rows.events.map((row) => [row.delivery, row.seq]));
  const executedTwice = repeated(countBy(crmKeys, (key) => key));
  return {
    figures: {
      "CRM calls": crm.length,
      "CRM calls repeated": accepted.length - keys.size,
      "CRM effects twice": twice.length + executedTwice.length,
    },
    violations: [
      ...sentences(
        "I4 acknowledged, and never reached the CRM",
        sent.filter(({ id, acks }) => acks.length > 0 && !keysOf.has(id)),
      ),
      ...sentences("I4 reached the CRM under two keys", twice),
      ...sentences("I4 the CRM executed one key twice", executedTwice),
      ...sentences("I5 reached the CRM out of order", overtaken(crm, { sent, placeOf })),
    ],
  };
}

/** Events whose first call came after the first call of a later event of their contact. */
function overtaken(
  crm: readonly Exchange[],
  { sent, placeOf }: Pick<Evidence, "sent"> & { readonly placeOf: ReadonlyMap<number | string, number> },
): readonly number[] {
  const phoneOf = new Map<unknown, string>(sent.map(({ id, phone }) => [id, phone]));
  // Oldest first by arrival: what is recorded stands in the order of answers.
  const calls = crm.toSorted((one, other) => one.at - other.at).map(eventIn);
  const newest = new Map<string, number>();
  return [...new Set(calls)].filter((event) => {
    const phone = phoneOf.get(event);
    const place = placeOf.get(event);
    if (phone === undefined || place === undefined) return false;
    const before = newest.get(phone) ?? 0;
    newest.set(phone, Math.max(before, place));
    return place < before;
  });
}

function eventIn({ body }: Exchange): number {
  return (body as { readonly event: number }).event;
}
