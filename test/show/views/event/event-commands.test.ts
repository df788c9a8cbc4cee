import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { EventRecord } from "../../../../src/ports/store/store.ts";
import { eventCommands } from "../../../../src/show/views/event/event-commands.ts";
import { makeEvent } from "../../../helpers/make.ts";

/** The words a shell makes of a command line. */
function wordsOf(command: string): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; heyrules() { curl "$@"; }; ${command}`;
  const environment = { PATH: process.env["PATH"], HEYMARKET_WEBHOOK_TOKEN: "the token" };
  return execFileSync("sh", ["-c", script], { env: environment }).toString().split("\0").slice(0, -1);
}

const HOSTILE = `it's "$(touch /tmp/x)" \`id\`; rm -rf ~ \\ '`;

function recordOf(text: string, digits = "14155550123"): EventRecord {
  const data = { id: 1, text, phone: digits, api_key: "hush" };
  const event = makeEvent({ text, phone: `+${digits}`, source: "default", data });
  const told = { status: "done", error: null, tokenLabel: "1", dedupeKey: "key", duplicates: 0 } as const;
  return {
    event,
    ...told,
    variants: [],
    evaluation: null,
    body: JSON.stringify({ type: event.type, event_data: data }),
  };
}

test("the commands of an event are one command each, whatever its text holds, and tell neither number nor secret", () => {
  const { curl, send } = eventCommands(recordOf(HOSTILE), "http://127.0.0.1:8080");

  const posted = wordsOf(curl ?? "");
  const sent = wordsOf(send ?? "");

  expect(posted[0]).toBe("http://127.0.0.1:8080/webhooks/heymarket");
  expect(JSON.parse(posted.at(-1) ?? "")).toEqual({
    type: "message_recieved",
    event_data: { id: 1, text: HOSTILE, phone: "12025550142", api_key: "[hidden]" },
    token: "the token",
  });
  expect(sent).toEqual(["send", "message_recieved", "--phone", "+12025550142", "--text", HOSTILE, "--inbox", "21"]);
});

test("the number in the commands of an event is another one than its contact's, also where that is the sample", () => {
  const commands = ["14155550123", "12025550142"].map((digits) => eventCommands(recordOf("hi", digits), "http://x"));

  expect(commands.map(({ send }) => wordsOf(send ?? "")[3])).toEqual(["+12025550142", "+12025550157"]);
  expect(commands[1]?.curl).toContain('"phone":"12025550157"');
});

test("an event whose words were taken out, or that no webhook brought, cannot be brought again", () => {
  const record = recordOf("hello");
  const made = { ...record, event: { ...record.event, origin: "rule", type: "custom.booked" } } as const;
  const removed = { ...record, event: { ...record.event, redactedAt: 1 } };

  expect(eventCommands(made, "http://x")).toEqual({ curl: null, send: null });
  expect(eventCommands(removed, "http://x")).toEqual({ curl: null, send: null });
});
