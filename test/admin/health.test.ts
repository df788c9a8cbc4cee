import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { createHealth } from "../../src/admin/health.ts";
import type { HealthCheck } from "../../src/ports/health.ts";

const WELL: readonly HealthCheck[] = [
  { name: "store", isWell: true, detail: "" },
  { name: "rules", isWell: true, detail: "5 in force, loaded 3m ago" },
];
const ILL: readonly HealthCheck[] = [...WELL, { name: "clock", isWell: false, detail: "it is far ahead" }];

test.each(["/livez", "/healthz"])("%s answers as long as the process lives, and looks at nothing", async (path) => {
  let looks = 0;
  const { get } = await startHealth(() => {
    looks += 1;
    return ILL;
  });

  const answer = await get(path);

  expect(answer).toMatchObject({ status: 200, body: JSON.stringify({ status: "ok", version: "1.2.3" }) });
  expect(looks).toBe(0);
});

test("an engine that can work is ready, in one word or check by check", async () => {
  const { get } = await startHealth(() => WELL);

  const short = await get("/readyz");
  const long = await get("/readyz?verbose");

  expect(short).toMatchObject({ status: 200, body: "ok\n" });
  expect(long).toMatchObject({
    status: 200,
    body: "[+]store ok\n[+]rules ok: 5 in force, loaded 3m ago\nreadyz ok\n",
  });
});

test.each(["/readyz", "/readyz?verbose"])("an engine that cannot work says at %s why", async (path) => {
  const { get } = await startHealth(() => ILL);

  const answer = await get(path);

  expect(answer.status).toBe(503);
  expect(answer.cacheControl).toBe("no-store");
  expect(answer.body.split("\n")).toEqual([
    "[+]store ok",
    "[+]rules ok: 5 in force, loaded 3m ago",
    "[-]clock failed: it is far ahead",
    "readyz failed",
    "",
  ]);
});

/** The health addresses on a server of their own. */
async function startHealth(checks: () => readonly HealthCheck[]) {
  const app = express();
  app.use(createHealth({ readiness: () => Promise.resolve(checks()), version: "1.2.3" }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const body = await response.text();
    return { status: response.status, body, cacheControl: response.headers.get("cache-control") };
  };
  return { get };
}
