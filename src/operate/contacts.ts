import { NO_CHANGES } from "../core/model/changes.ts";
import { ON_THE_WIRE } from "../core/operate/intervention.ts";
import { emptyDecision } from "../core/model/decision.ts";
import { UnreadableRecordError } from "../core/base/errors.ts";
import { maskPhone } from "../core/base/phone.ts";
import { releaseReason } from "../core/texting/opt-state.ts";
import type { Store } from "../ports/store/store.ts";
import type { Operation } from "../ports/operator.ts";
import type { Treated } from "./entry.ts";
import { byLine, entryOf, treatedAs } from "./entry.ts";
import { pauseOfAll, waitingFor } from "./waits.ts";
import type { Wish } from "./wish.ts";

/** Lets automation text a contact again whom it held; an opt-out stays in force. */
export async function* releaseContact(
  wish: Wish,
  { phone }: Extract<Operation, { kind: "release" }>,
): AsyncIterable<Treated> {
  const { store, clock, isPlan } = wish;
  const subject = { kind: "contact", id: maskPhone(phone), lane: phone } as const;
  const optState = await store.optStateOf(phone);
  if (optState?.state !== "held") {
    const why =
      optState?.state === "out"
        ? "opted out, which only the contact can undo"
        : "is not held; nothing keeps automation from texting them";
    yield treatedAs(subject, { refused: why });
    return;
  }
  const does = "may be texted by rules again; what was blocked meanwhile is not sent";
  if (!isPlan) {
    const entry = entryOf(wish, { deed: "release", target: { kind: "contact", id: subject.id }, text: does });
    const optChange = {
      phone,
      state: "released",
      at: clock.now(),
      undatedDigest: null,
      reason: releaseReason(byLine(wish)),
      told: null,
    } as const;
    await store.decide({ ...emptyDecision(entry), changes: { ...NO_CHANGES, optChange } });
  }
  yield waitingFor(treatedAs(subject, { does }), await pauseOfAll(wish));
}

/** Notes that a person looked at the whole number of a contact. */
export async function* revealContact(
  wish: Wish,
  { phone }: Extract<Operation, { kind: "reveal" }>,
): AsyncIterable<Treated> {
  const subject = { kind: "contact", id: maskPhone(phone), lane: phone } as const;
  const does = "is shown with the whole number";
  const entry = entryOf(wish, { deed: "reveal", target: { kind: "contact", id: subject.id }, text: does });
  if (!wish.isPlan) await wish.store.decide(emptyDecision(entry));
  yield treatedAs(subject, { does });
}

/** Takes away what a contact wrote and nothing came of, part by part: deliveries wait for a transaction to end. */
async function forgetQuiet(store: Store, lanes: readonly string[]): Promise<void> {
  for (const lane of lanes) {
    let after: string | null = null;
    do after = (await store.forgetQuiet({ lane, after })).next;
    while (after !== null);
  }
}

/** What stands for a record that is there and cannot be read. */
function unlessUnreadable(error: unknown): "unreadable" {
  if (error instanceof UnreadableRecordError) return "unreadable";
  throw error;
}

/** More are never on the wire at once. */
const SENDING_LOOKED_AT = 1_000;

/** Deletes everything stored of a contact; what forbids texting them stays, so that nobody texts them again by mistake. */
export async function* eraseContact(
  wish: Wish,
  { phone }: Extract<Operation, { kind: "erase" }>,
): AsyncIterable<Treated> {
  const { store, isPlan } = wish;
  const subject = { kind: "contact", id: maskPhone(phone), lane: phone } as const;
  const [counts, contact, optState] = await Promise.all([
    store.countEvents({ phone }),
    // Who is to be erased is, also when nobody can read what is there.
    store.getContact(phone).catch(unlessUnreadable),
    store.optStateOf(phone),
  ]);
  const events = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const sending = await store.listRuns({ status: "sending", limit: SENDING_LOOKED_AT });
  const lanes = await store.lanesOf(phone);
  if (sending.rows.some(({ run }) => lanes.includes(run.lane))) {
    yield treatedAs(subject, ON_THE_WIRE);
    return;
  }
  const kept = optState === null || optState.state === "in" ? "" : "; that they must not be texted stays";
  const isKnown = events > 0 || contact !== null || optState !== null;
  const does = isKnown
    ? `is erased, with ${events} ${events === 1 ? "event" : "events"} and all that rules did on them${kept}`
    : "has written nothing; what rules wrote to the number is erased";
  if (!isPlan) {
    await forgetQuiet(store, lanes);
    const entry = entryOf(wish, { deed: "erase", target: { kind: "contact", id: subject.id }, text: does });
    const outcome = await store.decide({ ...emptyDecision(entry), erases: { lanes, phone } });
    if (outcome === "stale") {
      yield treatedAs(subject, {
        refused:
          "is being texted or called, or is to be texted because of somebody else; try again in a moment, or cancel those runs first",
      });
      return;
    }
  }
  yield treatedAs(subject, { does });
}
