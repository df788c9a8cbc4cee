import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createRemoteEngine } from "../../src/admin/control/control-client.ts";

/** An engine that was stopped: the system takes connections for it, and nobody reads them. */
async function startFrozen() {
  const received: string[] = [];
  const server = createServer((socket) => {
    socket.on("data", (chunk) => received.push(String(chunk)));
    socket.on("error", () => undefined);
    onTestFinished(() => {
      socket.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

test("an engine that hangs is given up, with its process, before it is asked for anything", async () => {
  const { url, received } = await startFrozen();
  const engine = createRemoteEngine({ url, token: "t", pid: 4711 }, "0.0.0", { awakeMs: 50 });
  const operation = { kind: "pause", scope: { kind: "all", name: "" } } as const;

  const asked = engine.operate({ operation, isPlan: false, by: "ann", reason: "now" });

  await expect(asked).rejects.toMatchObject({
    code: "REMOTE_UNREACHABLE",
    message: expect.stringMatching(/\(process 4711\) does not answer: .* Nothing was done/) as string,
  });
  expect(received.join("")).not.toContain("POST");
});
