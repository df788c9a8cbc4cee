import { describe, expect, test } from "vitest";
import { REDACTED, REDACTED_BODY } from "../../../src/core/event/redaction.ts";
import type { Passing } from "../../../src/core/event/retention.ts";
import type { Evaluation } from "../../../src/core/model/trace.ts";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { RunStatus } from "../../../src/core/model/run/run.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { makeAttempt, makeEvaluated, makeNewEvent, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { acceptAndEvaluate, commitOnce, openForTest } from "./fixture.ts";

const SECRET = "my password is swordfish";

/** forget: what is old is dropped or redacted, and what is needed stays. */
export function describeRetention(kind: StoreKind): void {
  describeDropping(kind);
  describeRedaction(kind);
  describeOpenRuns(kind);
}

/** Goes through all parts; gives how much was taken away. */
async function forgetAll(store: Store, what: Passing, before = NOW + 1): Promise<number> {
  let counted = 0;
  for (let after: string | null = null; ;) {
    const { count, next } = await store.forget({ what, before, now: NOW + 5, after });
    counted += count;
    if (next === null) return counted;
    after = next;
  }
}

/** A finished event whose text, evaluation, run and effect say the secret. */
async function tell(store: Store): Promise<void> {
  const body = JSON.stringify({ type: "message_recieved", event_data: { text: SECRET } });
  const event = { text: SECRET, data: { text: SECRET }, media: [SECRET] };
  await store.accept([makeNewEvent({ event, body })]);
  await store.accept([makeNewEvent({ event, body: `${body} `, digest: "other bytes" })]);
  const place = { line: 1, column: 1 };
  const condition = { path: "if", place, result: "pass", written: "words: [price]", values: { text: SECRET } } as const;
  const verdict = { ruleId: "reply", ruleVersion: "v1", reason: `text is "${SECRET}"`, runId: "run_1", condition };
  const evaluation: Evaluation = {
    eventId: "evt_1",
    ruleSet: "hash",
    at: NOW,
    verdicts: [{ ...verdict, outcome: "not_matched" }],
  };
  const run = makeRun({
    status: "done",
    vars: { said: SECRET },
    steps: { crm: { said: SECRET } },
    trace: [
      { at: NOW, path: "do/0", kind: "log", text: SECRET, data: SECRET },
      { at: NOW, path: "do/1", kind: "gate", text: "the cap is used up" },
    ],
  });
  const effect = makeSent(NOW, {
    result: { said: SECRET },
    attempts: [makeAttempt({ startedAt: NOW, error: SECRET })],
  });
  await commitOnce(store, { ...makeEvaluated("evt_1"), evaluation, runs: [run], effects: [withText(effect, SECRET)] });
}

function withText(effect: ReturnType<typeof makeSent>, text: string): ReturnType<typeof makeSent> {
  return { ...effect, request: { ...effect.request, text }, textDigest: "digest of it" };
}

function describeDropping(kind: StoreKind): void {
  describe("what is old and goes", () => {
    test("is a finished event with its runs and effects, and a delivery of it is still a repeat", async () => {
      const { store } = await openForTest(kind);
      await tell(store);
      await acceptAndEvaluate(store, [makeNewEvent({ event: { id: "evt_young", receivedAt: NOW + 1 } })]);

      expect(await forgetAll(store, "events")).toBe(1);

      expect(await store.getEvent("evt_1")).toBeNull();
      expect(await store.getRun("run_1")).toBeNull();
      expect(await store.textsTo(PHONE, 0)).toEqual([]);
      expect(await store.getEvent("evt_young")).not.toBeNull();
      const others = makeNewEvent({ digest: "third bytes", event: { id: "evt_again" } });
      const again = { ...others, dedupe: makeNewEvent().dedupe };
      expect(await store.accept([again])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);
      expect(await store.getEvent("evt_again")).toBeNull();
    });

    test("is taken part by part, past what stays, and nothing is left at the end", async () => {
      const { store } = await openForTest(kind);
      const ids = Array.from({ length: 150 }, (_, index) => `evt_${index}`);
      await store.accept(ids.map((id) => makeNewEvent({ event: { id, phone: `+1202555${id.slice(4)}` } })));
      for (const [index, id] of ids.entries()) {
        const run = makeRun({ id: `run of ${id}`, eventId: id, lane: `+1202555${index}` });
        const runs = index < 80 ? [{ ...run, status: "waiting", dueAt: NOW * 2 } as const] : [];
        await commitOnce(store, { ...makeEvaluated(id), runs });
      }

      expect(await forgetAll(store, "events")).toBe(70);

      expect(await store.countEvents({})).toMatchObject({ done: 80 });
      expect(await forgetAll(store, "events")).toBe(0);
    });

    test("is a dedupe key, and then the same delivery is new", async () => {
      const { store } = await openForTest(kind);
      await acceptAndEvaluate(store, [makeNewEvent()]);
      await forgetAll(store, "events");

      expect(await forgetAll(store, "dedupe_keys", NOW)).toBe(0);
      expect(await forgetAll(store, "dedupe_keys")).toBe(1);

      expect(await store.accept([makeNewEvent()])).toEqual([{ outcome: "accepted", eventId: "evt_1" }]);
    });

    test("is a reservation that ran out, and an entry of the audit", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const next = { key: "reply +1", runId: "run_1", state: "spent", at: NOW, expiresAt: NOW + 5 } as const;
      const reservations = [{ kind: "take", expectedRunId: null, next }] as const;
      await commitOnce(store, { ...makeEvaluated("evt_1"), reservations });
      const target = { kind: "run", id: "run_1" } as const;
      const entry = { id: "aud_1", at: NOW, by: "ann", deed: "cancel", target, reason: null, text: "done" } as const;
      await store.decide(emptyDecision(entry));
      await store.decide(emptyDecision({ ...entry, id: "aud_2", at: NOW + 9 }));

      expect([await forgetAll(store, "reservations", NOW + 5), await forgetAll(store, "audit")]).toEqual([0, 1]);
      expect(await forgetAll(store, "reservations", NOW + 6)).toBe(1);

      expect(await store.reservations([next.key])).toEqual([]);
      expect((await store.listAudit({ limit: 9 })).rows.map(({ id }) => id)).toEqual(["aud_2"]);
    });

    test("a page of the audit goes on where it was although the entry that ended the one before is gone", async () => {
      const { store } = await openForTest(kind);
      const target = { kind: "run", id: "run_1" } as const;
      const entry = { by: "ann", deed: "cancel", target, reason: null, text: "done" } as const;
      for (const at of [1, 2, 3]) await store.decide(emptyDecision({ ...entry, id: `aud_${at}`, at: NOW + at }));
      const page = await store.listAudit({ limit: 2 });

      await forgetAll(store, "audit", NOW + 3);

      expect(page.rows.map(({ id }) => id)).toEqual(["aud_3", "aud_2"]);
      expect(await store.listAudit({ limit: 2, after: page.next ?? "" })).toEqual({ rows: [], next: null });
    });
  });
}

function describeRedaction(kind: StoreKind): void {
  describe("the text of what is old", () => {
    test("is taken out of the event and all that came of it, and the structure stays", async () => {
      const { store } = await openForTest(kind);
      await tell(store);

      expect(await forgetAll(store, "texts")).toBe(1);

      const [event, run] = [await store.getEvent("evt_1"), await store.getRun("run_1")];
      expect(JSON.stringify([event, run])).not.toContain("swordfish");
      expect(event).toMatchObject({
        event: { type: "message_recieved", phone: PHONE, at: NOW, text: null, data: {}, redactedAt: NOW + 5 },
        ...{ status: "done", body: REDACTED_BODY, variants: [{ body: REDACTED_BODY }] },
        evaluation: {
          verdicts: [{ ruleId: "reply", reason: REDACTED, condition: { result: "pass", written: "words: [price]" } }],
        },
      });
      expect(run).toMatchObject({
        run: { status: "done", vars: {}, redactedAt: NOW + 5 },
        effects: [{ status: "done", phone: PHONE, textDigest: null, redactedAt: NOW + 5 }],
      });
      expect(run?.run.trace.map(({ kind: what, text }) => [what, text])).toEqual([
        ["log", REDACTED],
        ["gate", "the cap is used up"],
      ]);
    });

    test("is missed by nothing that counts: caps, history, own texts and repeats are as before", async () => {
      const { store } = await openForTest(kind);
      await tell(store);
      const texts = await store.textsTo(PHONE, 0);
      const localId = (await store.getRun("run_1"))?.effects[0]?.localId ?? "";

      await forgetAll(store, "texts");

      expect(await store.textsTo(PHONE, 0)).toEqual(texts.map((text) => ({ ...text, textDigest: null })));
      expect(texts).toHaveLength(1);
      expect((await store.history(PHONE, ["message_recieved"], 0)).map(({ id }) => id)).toEqual(["evt_1"]);
      expect(await store.ownText({ localId, messageId: null })).not.toBe(null);
      expect(await store.accept([makeNewEvent()])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);
    });

    test("does not come back with a delivery that has the same key and other bytes", async () => {
      const { store } = await openForTest(kind);
      await tell(store);
      await forgetAll(store, "texts");

      const late = makeNewEvent({ digest: "third bytes", body: SECRET });
      expect(await store.accept([late])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);

      expect(JSON.stringify(await store.getEvent("evt_1"))).not.toContain("swordfish");
    });

    test("is taken out once, and of nothing that is young, parked or not evaluated", async () => {
      const { store } = await openForTest(kind);
      const phones = { evt_parked: "+12025550101", evt_new: "+12025550102", evt_young: "+12025550103" };
      await store.accept([makeNewEvent({ event: { id: "evt_parked", phone: phones.evt_parked, text: SECRET } })]);
      await commitOnce(store, {
        ...makeEvaluated("evt_parked"),
        event: { id: "evt_parked", status: "parked", author: "contact", late: false, error: "it threw" },
      });
      const young = { id: "evt_young", phone: phones.evt_young, text: SECRET, receivedAt: NOW + 1 };
      await acceptAndEvaluate(store, [makeNewEvent({ event: young })]);
      await store.accept([makeNewEvent({ event: { id: "evt_new", phone: phones.evt_new, text: SECRET } })]);

      expect(await forgetAll(store, "texts")).toBe(0);

      for (const id of Object.keys(phones)) expect((await store.getEvent(id))?.event.text).toBe(SECRET);
    });

    test("a run that was seen before it was redacted is not written back", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const failed = makeRun({ status: "failed", vars: { said: SECRET } });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [failed] });
      await forgetAll(store, "texts");

      const target = { kind: "run", id: "run_1" } as const;
      const entry = { id: "aud_1", at: NOW, by: "ann", deed: "retry", target, reason: null, text: "done" } as const;
      expect(await store.decide({ ...emptyDecision(entry), seen: [failed] })).toBe("stale");
    });
  });
}

function describeOpenRuns(kind: StoreKind): void {
  test.each<RunStatus>(["ready", "waiting", "queued", "sending", "parked"])(
    "an event is kept as it is as long as a run of it is %s, however old it is",
    async (status) => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent({ event: { text: SECRET } })]);
      const run = makeRun({ status, dueAt: NOW * 2, vars: { said: SECRET } });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run] });

      expect([await forgetAll(store, "texts"), await forgetAll(store, "events")]).toEqual([0, 0]);

      expect((await store.getEvent("evt_1"))?.event.text).toBe(SECRET);
      expect((await store.getRun("run_1"))?.run).toEqual(run);
    },
  );
}
