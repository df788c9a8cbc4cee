import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { useWorld } from "./use-world.ts";

const RULES = "version: 1\nrules:\n  noop: { on: message_recieved, do: [{ log: 'seen' }] }\n";
/** Their log lines are several times what a pipe holds. */
const DELIVERIES = 600;

test.skipIf(process.platform !== "linux")(
  "a reader of the log that has stopped reading does not stop the engine",
  async () => {
    const world = await useWorld({ rules: RULES });
    const pipe = join(world.folder, "log.pipe");
    spawnSync("mkfifo", [pipe]);
    const reader = openSync(pipe, "r+");
    onTestFinished(() => {
      closeSync(reader);
    });
    const engine = await world.start({ logFile: pipe });
    const sender = createSender(4);
    onTestFinished(sender.close);

    const replies = await Promise.all(
      Array.from({ length: DELIVERIES }, (_, index) =>
        sender.post(engine.webhook, makeDelivery({ id: index + 1, phone: phoneOf(index + 1), text: "hello" })),
      ),
    );
    const exit = await engine.terminate();

    expect(replies.filter((reply) => reply.kind === "answered" && reply.status === 200)).toHaveLength(DELIVERIES);
    expect(exit).toEqual({ code: 0, signal: null });
  },
);
