import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { messageClassesOf } from "../../src/receive/message-classes.ts";
import { closeServer, createHardenedServer } from "../../src/receive/server.ts";

test("Express finds its own prototypes on every message and leaves them as they are", async () => {
  const app = express();
  const prototypes = new Set<unknown>();
  const classes = messageClassesOf(app);
  const server = createHardenedServer((request, response) => {
    prototypes.add(Object.getPrototypeOf(request)).add(Object.getPrototypeOf(response));
    app(request, response);
  }, classes);
  app.get("/", (request, response) => {
    prototypes.add(Object.getPrototypeOf(request)).add(Object.getPrototypeOf(response));
    response.json({ agent: request.get("x-agent") });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => closeServer(server, 0));

  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { "x-agent": "yes" } });

  expect(await answer.json()).toEqual({ agent: "yes" });
  expect([...prototypes]).toEqual([classes.IncomingMessage.prototype, classes.ServerResponse.prototype]);
});
