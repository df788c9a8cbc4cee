import { createServer } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { exchange } from "../../../src/act/http/exchange/http-exchange.ts";
import type { ExchangeRequest } from "../../../src/act/http/exchange/http-exchange.ts";
import { INSIDE_ADDRESSES } from "../../faults/scene/inside-addresses.ts";

/** A server inside, on every address of this machine, that counts whoever comes. */
async function startInside(): Promise<{ readonly port: number; readonly hits: () => number }> {
  let hits = 0;
  const server = createServer((_request, response) => response.end("{}"));
  server.on("connection", () => (hits += 1));
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}

/** Names as a name server would answer for them, one list after the other, the last for good. */
function lookupOf(...answers: readonly (readonly string[])[]): LookupFunction & { readonly asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_host, options, callback) => {
    const addresses = (answers[Math.min(asked, answers.length - 1)] ?? []).map((address) => ({
      address,
      family: address.includes(":") ? 6 : 4,
    }));
    asked += 1;
    if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
  return Object.assign(lookup, { asked: () => asked });
}

const call = (url: string, change: Partial<ExchangeRequest> = {}) =>
  exchange({
    method: "GET",
    url: new URL(url),
    headers: {},
    body: null,
    timeoutMs: 10_000,
    reuseConnections: false,
    ...change,
  });

test.each(INSIDE_ADDRESSES)("a public name that answers %s reaches nothing inside", async (address) => {
  const inside = await startInside();

  const ending = await call(`http://crm.example.com:${inside.port}/`, { lookup: lookupOf([address]) });

  expect(ending).toMatchObject({ kind: "forbidden", message: expect.stringContaining("crm.example.com") as string });
  expect(inside.hits()).toBe(0);
});

test.each([
  "169.254.169.254",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "[::ffff:a9fe:a9fe]",
  "[64:ff9b::a9fe:a9fe]",
  "[fd00:ec2::254]",
  "[fe80::1]",
  "100.100.100.200",
  "0.0.0.0",
  "0",
  "[::]",
  "metadata.google.internal",
])("%s is not called, whoever allows it", async (host) => {
  const inside = await startInside();

  const ending = await call(`http://${host}:${inside.port}/`, {
    privateNetwork: true,
    lookup: lookupOf(["127.0.0.1"]),
  });

  expect(ending).toMatchObject({ kind: "forbidden" });
  expect(inside.hits()).toBe(0);
});

test("a private name does not lead to metadata either", async () => {
  const ending = await call("http://crm.internal/", { privateNetwork: true, lookup: lookupOf(["169.254.169.254"]) });

  expect(ending).toMatchObject({ kind: "forbidden" });
});

test.each([
  ["a literal", "127.0.0.1", {}],
  ["localhost", "localhost", {}],
  ["a name without dot", "crm", {}],
  ["a name of .internal", "crm.corp.internal", {}],
  ["a name that is said to be inside", "crm.example.com", { privateNetwork: true }],
])("%s may be inside", async (_name, host, change) => {
  const inside = await startInside();

  const ending = await call(`http://${host}:${inside.port}/`, { lookup: lookupOf(["127.0.0.1"]), ...change });

  expect(ending).toMatchObject({ kind: "response", status: 200 });
});

test("a name that is public at first and private at the socket is stopped (rebinding)", async () => {
  const inside = await startInside();
  const lookup = lookupOf(["203.0.113.7"], ["127.0.0.1"]);
  // Whoever looked before has seen a public address.
  lookup("crm.example.com", { all: true }, () => undefined);

  const ending = await call(`http://crm.example.com:${inside.port}/`, { lookup });

  expect(ending).toMatchObject({ kind: "forbidden" });
  expect([lookup.asked(), inside.hits()]).toEqual([2, 0]);
});

test("the address that was judged is the one that is used: there is one look-up a connection", async () => {
  const inside = await startInside();
  const lookup = lookupOf(["127.0.0.1"], ["169.254.169.254"]);

  const ending = await call(`http://crm.internal:${inside.port}/`, { lookup });

  expect(ending).toMatchObject({ kind: "response" });
  expect(lookup.asked()).toBe(1);
});

test("of several addresses only those are tried that may be called", async () => {
  const inside = await startInside();

  const ending = await call(`http://crm.internal:${inside.port}/`, {
    lookup: lookupOf(["169.254.169.254", "127.0.0.1"]),
  });

  expect(ending).toMatchObject({ kind: "response", status: 200 });
});

test("a connection that was kept for an inside name serves no public one", async () => {
  const inside = await startInside();
  const lookup = lookupOf(["127.0.0.1"]);
  const url = `http://crm.example.com:${inside.port}/`;
  await call(url, { lookup, privateNetwork: true, reuseConnections: true });

  const ending = await call(url, { lookup, reuseConnections: true });

  expect(ending).toMatchObject({ kind: "forbidden" });
  expect(inside.hits()).toBe(1);
});
