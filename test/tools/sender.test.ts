import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "../e2e/delivery.ts";

test("an answer without a body, such as that to a request which took too long to come, is an answer", async () => {
  const server = createServer((_request, response) => response.writeHead(408, { connection: "close" }).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = createSender(1);
  onTestFinished(() => {
    sender.close();
    server.close();
  });

  const delivery = makeDelivery({ id: 1, phone: phoneOf(1), text: "hello" });
  const reply = await sender.post(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, delivery);

  expect(reply).toMatchObject({ kind: "answered", status: 408, event: null });
});
