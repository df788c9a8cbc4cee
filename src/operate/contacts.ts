import { NO_CHANGES } from "../core/model/changes.ts";
import { emptyDecision } from "../core/model/decision.ts";
import { maskPhone } from "../core/base/phone.ts";
import type { Operation, OperationItem } from "../ports/operator.ts";
import { byLine, entryOf, itemOf } from "./entry.ts";
import type { Wish } from "./wish.ts";

/** Lets automation text a contact again whom it held; an opt-out stays in force. */
export async function* releaseContact(
  wish: Wish,
  { phone }: Extract<Operation, { kind: "release" }>,
): AsyncIterable<OperationItem> {
  const { store, clock, isPlan } = wish;
  const subject = { kind: "contact", id: maskPhone(phone), lane: phone } as const;
  const optState = await store.optStateOf(phone);
  if (optState?.state !== "held") {
    const why =
      optState?.state === "out"
        ? "opted out, which only the contact can undo"
        : "is not held; nothing keeps automation from texting them";
    yield itemOf(subject, { refused: why });
    return;
  }
  const does = "may be texted by rules again; what was held back meanwhile is not sent";
  if (!isPlan) {
    const entry = entryOf(wish, { deed: "release", target: { kind: "contact", id: subject.id }, text: does });
    const optChange = {
      phone,
      state: "released",
      at: clock.now(),
      undatedDigest: null,
      reason: `released by ${byLine(wish)}`,
    } as const;
    await store.decide({ ...emptyDecision(entry), changes: { ...NO_CHANGES, optChange } });
  }
  yield itemOf(subject, { does });
}
