import { expect, onTestFinished, test } from "vitest";
import { createControl } from "../../src/admin/control/control-server.ts";
import { OPERATIONS_PATH } from "../../src/admin/control/control-protocol.ts";
import { refused } from "../../src/core/model/outcome.ts";
import type { OperationRequest } from "../../src/ports/operator.ts";
import { closeServer, createHardenedServer, listen } from "../../src/receive/server.ts";
import { createLog } from "../helpers/receiver.ts";
import { ALL, auditOf, named } from "../operate/make.ts";
import { startEngine, until } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const CALL = "r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }";
const MANY = 60;
const GONE = "operated, cut short: whoever asked is gone";

/** An engine with many runs that failed, and what is told after each decision how many were made. */
async function startManyFailed(onDecision: (count: number) => void) {
  const engine = await startEngine({ rules: CALL, script: () => refused("http_400", "no") });
  const { store } = engine;
  const decide = store.decide.bind(store);
  let count = 0;
  for (let serial = 0; serial < MANY; serial += 1)
    await engine.text("hello", { phone: `+120255501${String(serial).padStart(2, "0")}` });
  await engine.drain();
  store.decide = async (decision) => {
    const outcome = await decide(decision);
    onDecision((count += 1));
    return outcome;
  };
  return engine;
}

async function askControl(engine: Awaited<ReturnType<typeof startManyFailed>>, request: OperationRequest) {
  const { lines, logger } = createLog();
  const { operator } = engine;
  const control = createControl({ operator, loginUrl: null, isAuthorized: () => true, version: "0.0.0", logger });
  const server = createHardenedServer(control);
  onTestFinished(() => closeServer(server, 0));
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  return { lines, url: `${url}${OPERATIONS_PATH}`, body: { ...request, version: "0.0.0" } };
}

async function askAdmin(engine: Awaited<ReturnType<typeof startManyFailed>>, { operation, ...who }: OperationRequest) {
  const { lines, logger } = createLog();
  const { url } = await openAdmin(engine, { logger });
  const written = "which" in operation ? { kind: operation.kind, which: { ids: operation.which.ids } } : operation;
  return { lines, url: `${url}${OPERATIONS_PATH}`, body: { ...who, operation: written } };
}

test.each([
  ["the control of the same machine", askControl, "retry"],
  ["the control of the same machine", askControl, "replay"],
  ["the admin API", askAdmin, "retry"],
  ["the admin API", askAdmin, "replay"],
] as const)(
  "an operation that %s was asked for ends between two items when the connection goes: %s %s",
  async (...given) => {
    const [, ask, kind] = given;
    const client = new AbortController();
    const engine = await startManyFailed((count) => {
      if (count === 2) client.abort();
    });
    const runs = (await engine.runs()).map(({ run }) => run);
    const operation =
      kind === "retry"
        ? ({ kind, which: named(...runs.map(({ id }) => id)) } as const)
        : ({ kind, eventIds: runs.map(({ eventId }) => eventId), ruleId: null, evenOvertaken: false } as const);
    const { lines, url, body } = await ask(engine, { operation, isPlan: false, by: "ann", reason: null });

    const asked = fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKENS.operate}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: client.signal,
    });
    await expect(asked).rejects.toThrow("aborted");
    await until(() => lines.some(({ message }) => message === GONE));

    const [line] = lines.filter(({ message }) => message === GONE);
    const audit = await auditOf(engine);
    expect(audit.length).toBeGreaterThan(1);
    expect(audit.length).toBeLessThan(MANY);
    expect(line?.fields).toMatchObject({ operation: kind, done: audit.length, refused: 0 });
  },
);

test("one that is waited for does all", async () => {
  const engine = await startManyFailed(() => undefined);
  const operation = { kind: "retry", which: ALL } as const;
  const { signal } = new AbortController();

  const report = await engine.operator.operate({ operation, isPlan: false, by: "ann", reason: null }, { signal });

  expect(report.done).toBe(MANY);
});
