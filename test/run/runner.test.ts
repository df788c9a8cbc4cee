import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import { EngineError } from "../../src/core/base/errors.ts";
import type { Claim, Store } from "../../src/ports/store/store.ts";
import type { TestEngine } from "./make.ts";
import { createDoor, createGate, openMemoryStore, startEngine, until } from "./make.ts";
import { fieldOf } from "../helpers/make.ts";

const RULE = "r: { on: message_received, do: [{ notify: { connection: slack, text: '{{ event.text }}' } }] }";
/** Texts in Heymarket's line, notices in another. */
const BOTH = `
slow: { on: message_received, if: { text: slow }, do: [{ send_message: { purpose: service, text: Hi } }] }
fast: { on: message_received, if: { text: fast }, do: [{ notify: { connection: slack, text: fast } }] }
`;
const DOWN = new EngineError("STORE_UNAVAILABLE", "the store is down");

function phoneOf(serial: number): string {
  return `+1202555${String(1_000 + serial)}`;
}

/** Gives the event loop time for everything that does not wait for something. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function textFrom(engine: TestEngine, count: number, text: string): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, serial) => engine.text(text, { phone: phoneOf(serial) })));
}

describe("stop", () => {
  test("lets the attempt on the wire end, records it, and takes nothing more", async () => {
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, script: () => answer.pass().then(() => done({})) });
    await engine.text("first");
    await engine.text("second");
    await until(() => answer.came() > 0);

    const stopped = engine.runner.stop(10_000);
    answer.open();
    await stopped;

    const [first, behind] = await engine.runs();
    expect(first).toMatchObject({
      run: { status: "done" },
      effects: [{ status: "done", attempts: [{ outcome: "done" }] }],
    });
    expect(behind).toMatchObject({ run: { status: "queued" }, effects: [{ status: "planned", attempts: [] }] });
    expect(engine.performed).toHaveLength(1);
  });

  test("does not wait longer than it is given", async () => {
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, script: () => answer.pass().then(() => done({})) });
    await engine.text("hello");
    await until(() => answer.came() > 0);

    await engine.runner.stop(0);

    expect((await engine.onlyRun()).run.status).toBe("sending");
    answer.open();
    await until(async () => (await engine.onlyRun()).run.status === "done");
  });

  test("does not wait for a store that does not answer", async () => {
    const memory = await openMemoryStore();
    const never = createDoor();
    const store: Store = { ...memory, claimLanes: () => never.pass().then(() => []) };
    const engine = await startEngine({ rules: RULE, store });
    await engine.text("hello");

    await engine.runner.stop(0);

    expect(never.came()).toBe(1);
  });

  test("leaves who stands in line in line; nothing was sent, and that is no failure", async () => {
    const engine = await startEngine({ rules: RULE, hasRoom: createGate().hasRoom });
    await engine.text("hello");
    await engine.drain();

    await engine.runner.stop(10_000);

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).run.status).toBe("queued");
    expect(engine.log.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("starts no further run that stands behind the attempt on the wire", async () => {
    const answer = createDoor();
    const rules = `${RULE}\n${RULE.replace("r:", "s:")}`;
    const engine = await startEngine({ rules, script: () => answer.pass().then(() => done({})) });
    await engine.text("hello");
    await until(() => answer.came() > 0);

    const stopped = engine.runner.stop(10_000);
    answer.open();
    await stopped;

    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["done", "queued"]);
  });

  test("is final: what comes later is stored and left for the next start", async () => {
    const engine = await startEngine({ rules: RULE });
    await engine.runner.stop(0);

    const id = await engine.text("hello");
    await engine.drain();

    expect((await engine.event(id)).status).toBe("new");
  });
});

describe("beat", () => {
  /** A store that says whatever it is asked to renew, and of which so many claims are lost. */
  async function openRenewing(lose: (claims: readonly Claim[]) => readonly Claim[]) {
    const memory = await openMemoryStore();
    const asked: (readonly Claim[])[] = [];
    const store: Store = {
      ...memory,
      renew: (claims) => {
        asked.push(claims);
        return Promise.resolve(lose(claims));
      },
    };
    return { store, asked };
  }

  test("renews what is held, as long as it is held", async () => {
    const { store, asked } = await openRenewing((claims) => claims);
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, store, script: () => answer.pass().then(() => done({})) });
    await engine.text("hello");
    await until(() => answer.came() > 0);

    await engine.runner.beat();
    await engine.runner.beat();
    answer.open();
    await engine.drain();
    await engine.runner.beat();

    expect(asked).toMatchObject([[{ destination: "slack" }], [{ destination: "slack" }]]);
  });

  test("does not renew again what is lost, and says so once", async () => {
    const { store, asked } = await openRenewing(() => []);
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, store, script: () => answer.pass().then(() => done({})) });
    await engine.text("hello");
    await until(() => answer.came() > 0);

    await engine.runner.beat();
    await engine.runner.beat();
    answer.open();

    expect(asked).toHaveLength(1);
    expect(engine.log.filter(({ level }) => level === "warn")).toMatchObject([{ fields: { claims: 1 } }]);
  });

  test("renews at the next beat what could not be renewed at one", async () => {
    let isDown = true;
    const { store, asked } = await openRenewing((claims) => {
      if (isDown) throw DOWN;
      return claims;
    });
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, store, script: () => answer.pass().then(() => done({})) });
    await engine.text("hello");
    await until(() => answer.came() > 0);

    await engine.runner.beat();
    isDown = false;
    await engine.runner.beat();
    answer.open();

    expect(asked.map(({ length }) => length)).toEqual([1, 1]);
    expect(engine.log.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { error: "the store is down" } },
    ]);
  });
});

describe("lanes", () => {
  test("are worked on 128 at a time; the next is taken when one of them ends", async () => {
    const memory = await openMemoryStore();
    const looks = createDoor();
    const first = createDoor();
    const store: Store = {
      ...memory,
      viewLane: async (claim, now) => {
        await (claim.lane.includes(phoneOf(999)) ? first : looks).pass();
        return memory.viewLane(claim, now);
      },
    };
    const engine = await startEngine({ rules: RULE, store });
    await engine.text("first", { phone: phoneOf(999) });
    await textFrom(engine, 128, "many");
    await until(() => looks.came() + first.came() >= 128);
    await turns(50);
    const atOnce = looks.came() + first.came();

    first.open();
    await until(() => looks.came() === 128);
    looks.open();
    await engine.drain();

    expect(atOnce).toBe(128);
    expect(engine.performed).toHaveLength(129);
  });

  test("whose runs stand in line for a slow destination leave room for the others", async () => {
    const gate = createGate("heymarket");
    const engine = await startEngine({ rules: BOTH, hasRoom: gate.hasRoom });
    await textFrom(engine, 300, "slow");
    await engine.drain();

    await engine.text("fast", { phone: phoneOf(999) });
    await engine.drain();
    const whileWaiting = engine.performed.map(({ action }) => action);
    gate.open();
    await engine.drain();

    expect(whileWaiting).toEqual(["notify"]);
    expect(engine.performed).toHaveLength(301);
  });

  test("get what came while they were worked on without another wake", async () => {
    const answer = createDoor();
    const engine = await startEngine({ rules: RULE, script: () => answer.pass().then(() => done({})) });
    await engine.text("one");
    await until(() => answer.came() > 0);

    await engine.store.accept([]);
    await engine.text("two");
    answer.open();
    await until(() => engine.performed.length === 2);

    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["one", "two"]);
  });
});

describe("a store that fails", () => {
  test("when lanes are claimed is logged, and asked again at the next wake", async () => {
    const memory = await openMemoryStore();
    let failures = 1;
    const store: Store = {
      ...memory,
      claimLanes: (now, limit) => ((failures -= 1) >= 0 ? Promise.reject(DOWN) : memory.claimLanes(now, limit)),
    };
    const engine = await startEngine({ rules: RULE, store });

    await engine.text("hello");
    await until(() => engine.log.length > 0);
    const whileDown = engine.performed.length;
    await engine.drain();

    expect(whileDown).toBe(0);
    expect(engine.log[0]).toEqual({
      level: "error",
      fields: { error: "the store is down" },
      message: "lanes could not be claimed",
    });
    expect(engine.performed).toHaveLength(1);
  });

  test("when a lane is looked at is logged, not asked again before the next wake, and nothing is lost", async () => {
    const memory = await openMemoryStore();
    let looks = 0;
    const store: Store = {
      ...memory,
      viewLane: (claim, now) => ((looks += 1) === 1 ? Promise.reject(DOWN) : memory.viewLane(claim, now)),
    };
    const engine = await startEngine({ rules: RULE, store });

    await engine.text("hello");
    await until(() => engine.log.length > 0);
    await turns(50);
    const looksWhileDown = looks;
    await engine.drain();

    expect(looksWhileDown).toBe(1);
    expect(engine.log[0]?.message).toBe("a lane could not be worked on; it is tried again");
    expect(engine.performed).toHaveLength(1);
  });

  test("when a lane is given back is logged, and the lane is given back all the same", async () => {
    const memory = await openMemoryStore();
    let failures = 2;
    const store: Store = {
      ...memory,
      release: (claim) => ((failures -= 1) >= 0 ? Promise.reject(DOWN) : memory.release(claim)),
    };
    const engine = await startEngine({ rules: RULE, store });

    await engine.text("hello");
    await engine.drain();

    expect(engine.log.map(({ message }) => message)).toEqual([
      "a lane could not be worked on; it is tried again",
      "a lane could not be released",
      "effect attempted",
    ]);
    expect(engine.performed).toHaveLength(1);
  });

  test("with an error that is no Error is logged too", async () => {
    const memory = await openMemoryStore();
    let failures = 1;
    const store: Store = {
      ...memory,
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a driver may do so
      claimLanes: (now, limit) => ((failures -= 1) >= 0 ? Promise.reject("gone") : memory.claimLanes(now, limit)),
    };
    const engine = await startEngine({ rules: RULE, store });

    await engine.drain();

    expect(engine.log[0]?.fields).toEqual({ error: "gone" });
  });
});
