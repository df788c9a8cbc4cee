import type { Evidence, Finding } from "./evidence.ts";
import { countBy, repeated, sentences } from "./evidence.ts";

/** I1: every 200 has exactly one inbox row, the one it named; I2: every row is done or parked. */
export function checkInbox({ sent, rows }: Evidence): Finding {
  const acked = sent.filter(({ acks }) => acks.length > 0);
  const eventOf = new Map(rows.events.map((row) => [row.delivery, row.id]));
  const lost = acked.filter(({ id, acks }) => acks.some((ack) => ack.event !== eventOf.get(id)));
  return {
    figures: {
      acked: acked.length,
      lost: lost.length,
      "repeats absorbed": acked.reduce((sum, { acks }) => sum + acks.length - 1, 0),
    },
    violations: [
      ...sentences(
        "I1 never acknowledged",
        sent.filter(({ acks }) => acks.length === 0),
      ),
      ...sentences("I1 acknowledged, and not stored as the event that was named", lost),
      ...sentences("I1 stored as more than one event", repeated(countBy(rows.events, (row) => row.delivery))),
      ...sentences(
        "I2 events not at rest",
        rows.events.filter(({ status }) => status !== "done" && status !== "parked"),
      ),
    ],
  };
}
