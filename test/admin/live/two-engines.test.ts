import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeNewEvent, NOW } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { startEngine } from "../../run/make.ts";
import { openAdmin, TOKENS } from "../open-admin.ts";
import { newsOf, openStream } from "./stream.ts";

const server = usePostgres();
const RULES = `reply: { on: message_received, do: [{ tag: { add: [wrote], in: local } }] }`;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  return () => void vi.useRealTimers();
});

async function startNode(url: string) {
  const store = await openStore(url, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());
  const engine = await startEngine({ rules: RULES, store });
  return { engine, admin: await openAdmin(engine) };
}

test("two engines on a database show the same events and runs, and tell of those of each other, late ones too", async () => {
  const url = await server.createDatabase();
  const [one, other] = [await startNode(url), await startNode(url)];
  const known = await one.engine.text("hello");
  await one.engine.drain();
  const stream = await openStream(`${one.admin.url}/live/events?after=${known}`, {
    authorization: `Bearer ${TOKENS.read}`,
  });
  expect(await stream.next()).toBe("retry: 5000");

  await other.engine.store.accept([makeNewEvent({ event: { id: "evt_zzz", receivedAt: NOW + 2_000 } })]);
  vi.advanceTimersByTime(1_000);
  const prompt = newsOf(await stream.next());
  await other.engine.store.accept([makeNewEvent({ event: { id: "evt_zzy", receivedAt: NOW + 1_000 } })]);
  vi.advanceTimersByTime(1_000);
  const late = newsOf(await stream.next());
  // Either may have taken them.
  await Promise.all([one.engine.drain(), other.engine.drain()]);

  expect([prompt, late]).toEqual([
    { id: "evt_zzz", count: 1, isMore: false },
    { id: "evt_zzz", count: 1, isMore: false },
  ]);
  for (const [path, shows] of [
    ["/api/v1/events", ["evt_zzz", "evt_zzy", known]],
    ["/api/v1/runs", [known]],
  ] as const) {
    const [shown, alike] = [await one.admin.get(path), await other.admin.get(path)];
    expect(idsIn(shown.html)).toEqual(expect.arrayContaining([...shows]));
    expect(idsIn(alike.html)).toEqual(idsIn(shown.html));
  }
});

/** Each in its order; addresses of contacts are others every time. */
function idsIn(text: string): readonly string[] {
  return [...new Set(text.match(/"(evt|run)_\w+"/g) ?? [])].map((id) => id.slice(1, -1));
}
