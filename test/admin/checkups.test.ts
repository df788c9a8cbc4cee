import { expect, test } from "vitest";
import { createCheckups } from "../../src/admin/checkups.ts";
import type { DoctorCheck, RunDoctor } from "../../src/ports/doctor.ts";
import { createLog } from "../helpers/receiver.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const CHECK: DoctorCheck = {
  ...{ name: "connections", status: "failed", details: [] },
  message: "crm said \u001b[31m+15005550100",
  next: null,
};
const AT = { now: () => 1_000 };

/** Checks that end when they are told to. */
function makeDoctor() {
  const ends: (() => void)[] = [];
  const runDoctor: RunDoctor = () =>
    new Promise((resolve) => {
      ends.push(() => {
        resolve([CHECK]);
      });
    });
  return { ends, runDoctor };
}

test("who asks while checks are made waits for the same", async () => {
  const { ends, runDoctor } = makeDoctor();
  const checkups = createCheckups({ runDoctor, clock: AT, logger: createLog().logger });

  const both = [checkups.run(), checkups.run()];
  const meanwhile = checkups.view();
  ends[0]?.();
  await Promise.all(both);

  expect(meanwhile).toEqual({ isUnderWay: true, last: null });
  expect(ends).toHaveLength(1);
  expect(checkups.view()).toMatchObject({ isUnderWay: false, last: { at: 1_000, problem: null } });
});

test("a result bears no whole number of a customer, and nothing that steers a terminal", async () => {
  const { ends, runDoctor } = makeDoctor();
  const checkups = createCheckups({ runDoctor, clock: AT, logger: createLog().logger });

  const run = checkups.run();
  ends[0]?.();
  await run;

  const message = checkups.view().last?.checks[0]?.message ?? "";
  expect(message).not.toContain("15005550100");
  expect(message).not.toContain("\u001b");
  expect(message).toContain("0100");
});

test("checks that hang are given up, and can be made again", async () => {
  const { ends, runDoctor } = makeDoctor();
  const checkups = createCheckups({ runDoctor, clock: AT, logger: createLog().logger }, 1);

  await checkups.run();
  const given = checkups.view();
  await checkups.run();

  expect(given).toMatchObject({ isUnderWay: false, last: { checks: [] } });
  expect(given.last?.problem).toContain("given up");
  expect(ends).toHaveLength(2);
});

test("checks that cannot be made say why", async () => {
  const runDoctor: RunDoctor = () => Promise.reject(new Error("the store is away"));
  const checkups = createCheckups({ runDoctor, clock: AT, logger: createLog().logger });

  await checkups.run();

  expect(checkups.view().last).toEqual({ at: 1_000, problem: "the store is away", checks: [] });
});

test("while checks are made the page says so and looks again by itself, without a script", async () => {
  const { ends, runDoctor } = makeDoctor();
  const engine = await startEngine({ rules: "quiet: { on: message_received, do: [{ log: x }] }" });
  const { url } = await openAdmin(engine, { runDoctor });
  const headers = { authorization: `Bearer ${TOKENS.operate}`, accept: "text/html" };

  await fetch(`${url}/system/doctor`, { method: "POST", headers, redirect: "manual" });
  const during = await fetch(`${url}/system`, { headers });
  const duringHtml = await during.text();
  ends[0]?.();
  await new Promise(setImmediate);
  const after = await fetch(`${url}/system`, { headers });

  expect(during.headers.get("refresh")).toBe("2; url=/system");
  expect(duringHtml).toContain("the checks are being made");
  expect(after.headers.get("refresh")).toBeNull();
  expect(await after.text()).toContain("connections: failed");
});
