import { describe, expect, test } from "vitest";
import type { OptChange } from "../../../src/core/model/event.ts";
import type { Tally } from "../../../src/core/model/tally.ts";
import type { Verdict } from "../../../src/core/model/trace.ts";
import type { TallyOptions } from "../../../src/ports/store/lists.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { makeEvaluated, makeNewEvent, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import { claimOne, closeAndReopen, commitOnce, makeDecision, openForTest } from "./fixture.ts";

const HOUR = 3_600_000;
/** Source and inbox of an event of the tests. */
const OF_INBOX = JSON.stringify(["heymarket", "21"]);
const ALWAYS: TallyOptions = { since: 0, until: NOW * 2 };

/** tallies: what was counted with what was written. */
export function describeTallies(kind: StoreKind): void {
  describe("tallies", () => {
    test("events taken in and deliveries that repeat them are counted, by source and family, and by what rules listen to", async () => {
      const { store } = await openForTest(kind);
      const text = makeNewEvent();
      const chat = makeNewEvent({ event: { id: "evt_2", type: "chat_closed", receivedAt: NOW + HOUR } });
      const variant = { ...text, digest: "other bytes", body: "{}" };

      await store.accept([text, text, chat]);
      await store.accept([text, variant]);

      expect(await talliesOf(store)).toEqual([
        [0, "came", "message_recieved", OF_INBOX, 1],
        [0, "duplicate", "heymarket", "message", 3],
        [0, "received", "heymarket", "message", 1],
        [1, "came", "chat_closed", OF_INBOX, 1],
        [1, "received", "heymarket", "chat", 1],
      ]);
    });

    test("verdicts and what became of texts are counted with their change set", async () => {
      const { store } = await openForTest(kind);
      await evaluate(store, "evt_1", { text: "answersOutOfHours" });
      await evaluate(store, "evt_2", { text: "sent" });

      expect(await talliesOf(store, { what: ["fired", "not_matched", "text_sent", "answered_out_of_hours"] })).toEqual([
        [0, "answered_out_of_hours", "reply", "", 1],
        [0, "fired", "reply", "", 2],
        [0, "not_matched", "other", "", 2],
        [0, "text_sent", "reply", "", 2],
      ]);
      expect(await talliesOf(store, { subject: "other" })).toEqual([[0, "not_matched", "other", "", 2]]);
    });

    test("what is refused counts nothing", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      await store.release(claim);
      await claimOne(store);

      const outcome = await store.commit(claim, changesOf("evt_1", {}));

      expect(outcome).toBe("lost");
      expect(await talliesOf(store)).toEqual([
        [0, "came", "message_recieved", OF_INBOX, 1],
        [0, "received", "heymarket", "message", 1],
      ]);
    });

    test("a number that opts out or in, or is held, counts once, however often it is told", async () => {
      const { store } = await openForTest(kind);
      const told = (id: string, state: OptChange["state"], at: number) =>
        makeNewEvent({ event: { id, at, receivedAt: at }, optChange: makeOptChange(state, at) });

      await store.accept([told("evt_1", "held", NOW), told("evt_2", "out", NOW + 1), told("evt_3", "out", NOW + 2)]);
      await store.accept([told("evt_4", "in", NOW + 3), told("evt_5", "held", NOW + 4)]);
      const changes = { ...makeDecision().changes, optChange: makeOptChange("released", NOW + 5) };
      await store.decide(makeDecision({ changes }));

      expect(await talliesOf(store, { what: ["opt_out", "opt_in", "held"] })).toEqual([
        [0, "held", "", "", 2],
        [0, "opt_in", "", "", 1],
        [0, "opt_out", "", "", 1],
      ]);
    });

    test("a run that ends as failed is counted once, and again when it had gone on meanwhile", async () => {
      const { store } = await openForTest(kind);
      const counts: unknown[] = [];
      for (const [index, status] of (["failed", "failed", "ready", "failed"] as const).entries()) {
        const id = `evt_${index}`;
        await store.accept([makeNewEvent({ event: { id } })]);
        await commitOnce(store, { ...makeEvaluated(id), runs: [makeRun({ status, updatedAt: NOW })] });
        counts.push(...(await talliesOf(store, { what: ["run_failed"] })));
      }

      expect(counts).toEqual([1, 1, 1, 2].map((count) => [0, "run_failed", "reply", "", count]));
    });

    test("hours are given as asked, from the first on and before the last", async () => {
      const { store } = await openForTest(kind);
      const hours = [0, 1, 2, 3];
      await store.accept(
        hours.map((hour) => makeNewEvent({ event: { id: `evt_${hour}`, receivedAt: NOW + hour * HOUR } })),
      );

      const between = await talliesOf(store, { since: NOW + HOUR, until: NOW + 3 * HOUR });

      expect(between.map(([hour, what]) => [hour, what])).toEqual([
        [1, "came"],
        [1, "received"],
        [2, "came"],
        [2, "received"],
      ]);
    });

    test("they go when they are old", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + HOUR } })]);

      const { count } = await store.forget({ what: "tallies", before: NOW + HOUR, now: NOW + HOUR, after: null });

      expect(count).toBe(2);
      expect(await talliesOf(store)).toEqual([
        [1, "came", "message_recieved", OF_INBOX, 1],
        [1, "received", "heymarket", "message", 1],
      ]);
    });
  });
}

/** That they outlive the process. */
export function describeKeptTallies(kind: KeptStoreKind): void {
  test("tallies go on after a restart, and are read beside the engine", async () => {
    const opened = await openForTest(kind);
    await opened.store.accept([makeNewEvent()]);

    const store = await closeAndReopen(opened);
    await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);

    const reader = await opened.openReader();
    expect(await talliesOf(reader)).toEqual([
      [0, "came", "message_recieved", OF_INBOX, 2],
      [0, "received", "heymarket", "message", 2],
    ]);
    await reader.close();
  });
}

async function evaluate(store: Store, id: string, how: Parameters<typeof changesOf>[1]): Promise<void> {
  await store.accept([makeNewEvent({ event: { id } })]);
  await commitOnce(store, changesOf(id, how));
}

function changesOf(eventId: string, { text }: { readonly text?: "sent" | "answersOutOfHours" }) {
  const verdictOf = (ruleId: string, outcome: Verdict["outcome"]): Verdict => ({
    ...{ ruleId, ruleVersion: "v1", outcome, reason: "", runId: null, condition: null },
  });
  const verdicts = [verdictOf("reply", "fired"), verdictOf("other", "not_matched")];
  const marked = text === "answersOutOfHours" ? ({ answersOutOfHours: true } as const) : {};
  const run = makeRun({ id: `run of ${eventId}`, eventId, status: "done" });
  const sent = makeSent(NOW, { id: `eff of ${eventId}`, runId: run.id, settledAt: NOW, ...marked });
  return {
    ...makeEvaluated(eventId),
    evaluation: { eventId, ruleSet: "hash", at: NOW, verdicts },
    runs: [run],
    effects: text === undefined ? [] : [sent],
  };
}

function makeOptChange(state: OptChange["state"], at: number): OptChange {
  return { phone: PHONE, state, at, undatedDigest: null, reason: "text", told: null };
}

/** Tallies as rows whose hours are counted from the first. */
async function talliesOf(
  store: Pick<Store, "tallies">,
  options: Partial<TallyOptions> = {},
): Promise<readonly (readonly [number, Tally["what"], string, string, number])[]> {
  const tallies = await store.tallies({ ...ALWAYS, ...options });
  return tallies.map(({ hourAt, what, subject, detail, count }) => [
    (hourAt - NOW) / HOUR,
    what,
    subject,
    detail,
    count,
  ]);
}
