import { onTestFinished, expect, test } from "vitest";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { want } from "../../operate/make.ts";
import { startEngine } from "../../run/make.ts";
import type { TestEngine } from "../../run/make.ts";

const MINUTE = 60_000;
const RULES = `
table:
  on: { event: message_received, where: { text: table } }
  do:
    - ask: { text: In or out?, answers: { inside: [in], outside: [out] }, into: place, timeout: 1h }
    - notify: { connection: slack, text: "{{ vars.place }}" }
quote:
  on: { event: message_received, where: { text: quote } }
  do: [{ approve: { send_message: { purpose: service, text: It is $40. }, timeout: 4h } }]
`;

const server = usePostgres();

/** Starts an engine on a database again and again, each time as after the death of the one before. */
async function startAgainAndAgain(): Promise<(before?: TestEngine) => Promise<TestEngine>> {
  const url = await server.createDatabase();
  return async (before) => {
    await before?.runner.stop(0);
    await before?.store.close();
    const store = await openPostgresStore({ url });
    onTestFinished(() => store.close());
    return startEngine({ rules: RULES, store, ...(before === undefined ? {} : { clock: before.clock }) });
  };
}

test("an answer is read by an engine that began after the question went out", async () => {
  const start = await startAgainAndAgain();
  const asking = await start();
  await asking.text("table", { id: "first" });
  await asking.drain();
  const engine = await start(asking);
  await engine.pass(MINUTE);

  await engine.text("IN", { id: "answer" });
  await engine.drain();

  expect(engine.performed).toMatchObject([{ action: "notify", request: { text: "inside" } }]);
});

test("a text that was shown before a restart goes out after it, once", async () => {
  const start = await startAgainAndAgain();
  const showing = await start();
  await showing.text("quote", { id: "first" });
  await showing.drain();
  const code = (await showing.onlyRun()).run.approval?.code ?? "";
  const engine = await start(showing);

  const decided = [await want(engine, { kind: "approve", code }), await want(engine, { kind: "refuse", code })];

  const later = await start(engine);
  await later.drain();
  expect(decided).toMatchObject([{ done: 1 }, { done: 0, refused: 1 }]);
  expect(engine.performed).toMatchObject([{ action: "send_message", request: { text: "It is $40." } }]);
  expect(later.performed).toEqual([]);
});
