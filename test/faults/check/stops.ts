import type { Evidence, Finding } from "./evidence.ts";
import { acceptedTexts, sentences } from "./evidence.ts";

/** I6: after the 200 to a STOP nothing goes out to the contact but the one text that was on the wire; only they are blocked. */
export function checkStops({ sent, heymarket, rows }: Evidence): Finding {
  const stoppedAt = new Map<string, number>();
  for (const { phone, wish, acks } of sent) {
    const [first] = acks;
    if (wish === "stop" && first !== undefined) {
      stoppedAt.set(phone, Math.min(first.at, stoppedAt.get(phone) ?? Infinity));
    }
  }
  const late = new Map<string, number>();
  for (const { body, at } of acceptedTexts(heymarket)) {
    const phone = (body as { readonly phone_number: string }).phone_number.replace("+", "");
    if (at > (stoppedAt.get(phone) ?? Infinity)) late.set(phone, (late.get(phone) ?? 0) + 1);
  }
  const blocked = rows.effects.filter(({ status }) => status === "blocked");
  const laneOf = new Map(rows.runs.map(({ id, lane }) => [id, lane]));
  const wantedStop = new Set(sent.filter(({ wish }) => wish === "stop").map(({ phone }) => phone));
  return {
    figures: { stops: stoppedAt.size, "on the wire at a STOP": late.size, "texts blocked": blocked.length },
    violations: [
      ...sentences(
        "I6 texts to a contact who had said STOP",
        [...late].filter(([, count]) => count > 1),
      ),
      ...sentences(
        "I6 blocked, and nobody had said STOP",
        blocked.filter(({ run }) => !wantedStop.has((laneOf.get(run) ?? "").replace(/\D/g, ""))),
      ),
    ],
  };
}
