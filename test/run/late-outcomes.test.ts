import { describe, expect, test } from "vitest";
import { emptyDecision } from "../../src/core/model/decision.ts";
import { done } from "../../src/core/model/outcome.ts";
import type { KnownOutcome, OutcomeJournal } from "../../src/ports/store/outcome-journal.ts";
import type { RunRecord, Store } from "../../src/ports/store/store.ts";
import { openMemoryStore, startEngine, UNCLEAR } from "./make.ts";
import type { EngineParts, Script, TestEngine } from "./make.ts";

const MINUTE = 60_000;
const RULE = (option = "") =>
  `reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi }${option} }, ` +
  '{ notify: { connection: slack, text: "after it" } }] }';

/** A journal with what an earlier process has left, and what was forgotten of it. */
function journalOf(left: readonly KnownOutcome[]): OutcomeJournal & { readonly forgotten: KnownOutcome[] } {
  const forgotten: KnownOutcome[] = [];
  return { left, keep: () => undefined, forget: (known) => void forgotten.push(known), forgotten };
}

/** That the first attempt of the text of a run is done. */
function sentBy({ run, effects: [text] }: RunRecord): KnownOutcome {
  return { runId: run.id, effectId: text?.id ?? "", attempt: 1, outcome: done({ id: 7 }) };
}

/** An engine that has taken texts of contacts in and made an attempt at the answer to each, then ended. */
async function leave(parts: EngineParts, contacts = 1): Promise<TestEngine> {
  const engine = await startEngine(parts);
  for (let contact = 0; contact < contacts; contact += 1)
    await engine.text("hello", { phone: `+1202555010${contact}` });
  await engine.drain();
  return engine;
}

function statusOf({ run, effects }: RunRecord): string {
  return [run.status, ...effects.map(({ status }) => status)].join(" ");
}

const lose: Script = ({ action }) => (action === "send_message" ? UNCLEAR : undefined);

describe("an outcome that an earlier process kept", () => {
  test("is recorded of a text that was deferred meanwhile, which does not go out again", async () => {
    const store = await openMemoryStore();
    const rules = RULE(", on_unknown: resend");
    const first = await leave({ rules, store, script: lose });
    const pause = { kind: "purpose", name: "reply", since: first.clock.now(), by: "ann", reason: null } as const;
    await store.decide({ ...emptyDecision(null), pauses: [{ kind: "set", pause }] });
    await first.pass(MINUTE);
    expect(statusOf(await first.onlyRun())).toBe("waiting deferred");
    await first.runner.stop(0);

    const outcomes = journalOf([sentBy(await first.onlyRun())]);
    const second = await startEngine({ rules, store, outcomes, clock: first.clock });
    await second.lookAround();
    await second.drain();

    const record = await second.onlyRun();
    expect(statusOf(record)).toBe("done done done");
    expect(record.effects[0]).toMatchObject({ guard: null, reason: null, dueAt: null });
    expect(second.performed.map(({ action }) => action)).toEqual(["notify"]);
    expect(outcomes.forgotten).toEqual(outcomes.left);
  });

  test("is recorded of a text that was left on the wire by a run parked for a fault of ours", async () => {
    const store = await openMemoryStore();
    const script: Script = ({ action }) => {
      if (action === "send_message") throw new TypeError("cannot read x");
      return undefined;
    };
    const first = await leave({ rules: RULE(), store, script });
    expect(statusOf(await first.onlyRun())).toBe("parked sending");
    await first.runner.stop(0);

    const outcomes = journalOf([sentBy(await first.onlyRun())]);
    const second = await startEngine({ rules: RULE(), store, outcomes, clock: first.clock });
    await second.lookAround();
    await second.drain();

    expect(statusOf(await second.onlyRun())).toBe("done done done");
    expect(second.performed.map(({ action }) => action)).toEqual(["notify"]);
    expect(outcomes.forgotten).toEqual(outcomes.left);
  });

  test("holds up no other when it cannot be recorded, is told once, and is tried again", async () => {
    const store = await openMemoryStore();
    const first = await leave({ rules: RULE(), store, script: lose }, 3);
    await first.runner.stop(0);
    const left = (await first.runs()).map(sentBy);
    const missing = (await first.runs())[0]?.run.eventId;
    let isGone = true;
    const holed: Store = {
      ...store,
      getEvent: (id) => (isGone && id === missing ? Promise.resolve(null) : store.getEvent(id)),
    };
    const outcomes = journalOf(left);
    const second = await startEngine({ rules: RULE(), store: holed, outcomes, clock: first.clock });

    await second.lookAround();
    await second.lookAround();

    expect(outcomes.forgotten).toEqual(left.slice(1));
    expect(second.log.filter(({ level }) => level === "error")).toEqual([
      {
        level: "error",
        fields: {
          run: left[0]?.runId,
          effect: left[0]?.effectId,
          outcomes: 1,
          error: `event ${missing} of this run is not stored any more`,
        },
        message: "outcomes that are known could not be recorded yet; it is tried again",
      },
    ]);

    isGone = false;
    await second.lookAround();

    expect(outcomes.forgotten).toHaveLength(3);
  });
});
