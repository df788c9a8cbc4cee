import { describe, expect, test } from "vitest";
import { decideHref, ALL } from "../../../src/show/views/decide/address.ts";
import { refused } from "../../../src/core/model/outcome.ts";
import { PHONE } from "../../helpers/make.ts";
import { auditOf } from "../../operate/make.ts";
import type { Script, TestEngine } from "../../run/make.ts";
import { createDoor, NOT_SENT, startEngine, UNCLEAR, until } from "../../run/make.ts";
import { openBrowser } from "../browser.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TEXT = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
const REFUSES: Script = () => refused("http_400", "no", { httpStatus: 400 });

/** An engine at which so many texts of as many people failed. */
async function withFailures(count: number, script: Script = REFUSES): Promise<TestEngine> {
  const engine = await startEngine({ rules: TEXT, script });
  for (let index = 0; index < count; index += 1) {
    await engine.text("hi", { phone: `+1510555${String(1_000 + index)}` });
  }
  await engine.drain();
  return engine;
}

const retryAll = decideHref({ kind: "retry", which: ALL }, "/dead?x=1");

describe("the decide page", () => {
  test("says in numbers what would be done, and does nothing", async () => {
    const engine = await withFailures(3);
    const browser = await openBrowser(engine);

    const { status, html } = await browser.get(retryAll);

    expect(status).toBe(200);
    expect(html).toContain("Retries 3 runs: sends 3 texts to 3 people");
    expect(html).toContain("heyrules dead retry --all");
    expect(html).toContain('href="/dead?x=1"');
    expect(html).not.toContain("5105551000");
    expect(await auditOf(engine)).toEqual([]);
  });

  test("does it when the form is sent, by the name of who logged in, and tells what was done", async () => {
    let isDown = true;
    const engine = await withFailures(2, (attempt) => (isDown ? REFUSES(attempt) : undefined));
    const browser = await openBrowser(engine);
    await browser.get(retryAll);
    isDown = false;

    const { status, html, path } = await browser.send({ reason: "the CRM is back" });
    await engine.drain();
    const later = await browser.get(path);

    expect(status).toBe(200);
    expect(later.html).toMatch(
      /What became of each.*What was answered.*<[/]span> done<[/]span>.*Heymarket took the text/s,
    );
    expect(html).toContain("Retried 2 runs: 2 texts to 2 people go out, if the send gate lets them.");
    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["done", "done"]);
    expect(await auditOf(engine)).toMatchObject([
      { by: "ann", deed: "retry", reason: "the CRM is back" },
      { by: "ann", deed: "retry", reason: "the CRM is back" },
    ]);
  });

  test("does not take an older attempt for what came of it, and asks again by itself until there is one", async () => {
    const now = { isDown: true, hasRoom: true };
    const engine = await startEngine({
      rules: TEXT,
      script: (attempt) => (now.isDown ? REFUSES(attempt) : undefined),
      hasRoom: () => now.hasRoom,
    });
    await engine.text("hi");
    await engine.drain();
    await engine.pass(10 * MINUTE);
    const browser = await openBrowser(engine);
    await browser.get(retryAll);
    Object.assign(now, { isDown: false, hasRoom: false });

    const { html, path, headers } = await browser.send({ reason: "the CRM is back" });
    now.hasRoom = true;
    await engine.pass(MINUTE);
    const later = await browser.get(path);

    expect(html).toMatch(/set going<[/]span>.*<td class="text">not tried yet<[/]td>/s);
    expect(headers.get("refresh")).toBe(`5; url=${path}`);
    expect(later.html).toMatch(/done<[/]span>.*<td class="text">Heymarket took the text <time/s);
    expect(later.headers.get("refresh")).toBeNull();
  });

  test("asks again by itself for two minutes and no longer", async () => {
    const now = { hasRoom: true };
    const engine = await startEngine({ rules: TEXT, script: REFUSES, hasRoom: () => now.hasRoom });
    await engine.text("hi");
    await engine.drain();
    const browser = await openBrowser(engine);
    await browser.get(retryAll);
    now.hasRoom = false;
    const { path } = await browser.send({ reason: "the CRM is back" });
    engine.clock.moveTo(engine.clock.now() + 3 * MINUTE);

    const { html, headers } = await browser.get(path);

    expect(html).toContain("Look again");
    expect(headers.get("refresh")).toBeNull();
  });

  test("does nothing when it came to something else since the page was loaded, and shows that", async () => {
    const engine = await withFailures(2);
    const browser = await openBrowser(engine);
    await browser.get(retryAll);
    await engine.text("hi", { phone: "+15105559999" });
    await engine.drain();

    const { status, html } = await browser.send();

    expect(status).toBe(409);
    expect(html).toContain("it has come to something else meanwhile");
    expect(html).toContain("Retries 3 runs");
    expect(await auditOf(engine)).toEqual([]);
  });

  test("does it once, however often the form is sent at the same time", async () => {
    const engine = await startEngine({ rules: TEXT });
    const eventId = await engine.text("hi");
    await engine.drain();
    const browser = await openBrowser(engine);
    await browser.get(decideHref({ kind: "replay", eventIds: [eventId], ruleId: null, evenOvertaken: false }));

    const answers = await Promise.all([1, 2, 3].map(() => browser.send({ sure: "yes", reason: "once more" })));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ path }) => path)).size).toBe(1);
    expect(await auditOf(engine)).toMatchObject([{ deed: "replay" }]);
  });

  test("asks why of what cannot be undone", async () => {
    const engine = await withFailures(1);
    const browser = await openBrowser(engine);
    await browser.get(decideHref({ kind: "drop", which: ALL }));

    const without = await browser.send({ reason: "  " });
    const withReason = await browser.send({ reason: "told them by phone" });

    expect([without.status, withReason.status]).toEqual([422, 200]);
    expect(without.html).toContain("say why");
    expect((await engine.onlyRun()).run.status).toBe("stopped");
  });

  test("asks once more of a text of which nobody knows whether it went out", async () => {
    const engine = await startEngine({ rules: TEXT, script: () => UNCLEAR });
    await engine.text("hi");
    await engine.drain();
    for (let passed = 0; passed < 300; passed += 1) await engine.pass(5 * MINUTE);
    const { run } = await engine.onlyRun();
    expect(run.status).toBe("parked");
    const browser = await openBrowser(engine);
    const retry = await browser.get(decideHref({ kind: "retry", which: { ...ALL, ids: [run.id] } }));
    await browser.get(decideHref({ kind: "resolve", runId: run.id, wasDone: false }));

    const unsure = await browser.send();
    const sure = await browser.send({ sure: "yes" });

    expect(retry.html).toContain("Nothing would be done; 1 refused");
    expect(unsure.status).toBe(422);
    expect(unsure.html).toContain("tick the box");
    expect(sure.html).toContain(
      "Noted that it did not arrive: the run sends the text to the contact again, if the send gate lets it.",
    );
  });

  test("says of a text that is there what was noted, and that no other goes out", async () => {
    const engine = await startEngine({ rules: TEXT, script: () => UNCLEAR });
    await engine.text("hi");
    await engine.drain();
    for (let passed = 0; passed < 300; passed += 1) await engine.pass(5 * MINUTE);
    const { run } = await engine.onlyRun();
    const browser = await openBrowser(engine);
    const plan = await browser.get(decideHref({ kind: "resolve", runId: run.id, wasDone: true }));

    const { html } = await browser.send({ sure: "yes" });

    expect(plan.html).toContain("Notes that it arrived: the run counts the text to the contact as sent and goes on.");
    expect(html).toContain("Noted that it arrived: the run counts the text to the contact as sent and goes on.");
  });

  test("leads whoever insists from a replay that was made a moment ago to the same one once more", async () => {
    const engine = await startEngine({ rules: TEXT });
    const eventId = await engine.text("hi");
    await engine.drain();
    const browser = await openBrowser(engine);
    const replay = { kind: "replay", eventIds: [eventId], ruleId: null, evenOvertaken: false } as const;
    await browser.get(decideHref(replay));
    await browser.send({ sure: "yes" });

    const refused = await browser.get(decideHref(replay));
    const again = await browser.get(decideHref({ ...replay, again: true }));

    expect(refused.html).toMatch(/again=yes">Replay it once more all the same/);
    expect(again.html).toContain("Evaluates again 1 event");
  });

  test("warns of a replay by which somebody may get a text twice", async () => {
    const engine = await startEngine({ rules: TEXT });
    const eventId = await engine.text("hi");
    await engine.drain();
    await engine.pass(DAY);
    const browser = await openBrowser(engine);
    const address = { kind: "replay", eventIds: [eventId], ruleId: null, evenOvertaken: false } as const;

    const { html } = await browser.get(decideHref(address));

    expect(html).toContain("1 text may have arrived before, and may arrive twice");
  });

  test("shows who may only look what would be done, and takes nothing of them", async () => {
    const engine = await withFailures(1);
    const browser = await openBrowser(engine, "read");

    const page = await browser.get(retryAll);
    const sent = await browser.send({ reason: "x" });

    expect(page.html).toContain("may look but not decide");
    expect(page.html).not.toContain('name="seen"');
    expect(sent.status).toBe(403);
    expect(await auditOf(engine)).toEqual([]);
  });

  test("takes no form without the token of the session", async () => {
    const engine = await withFailures(1);
    const browser = await openBrowser(engine);
    await browser.get(retryAll);

    const { status } = await browser.send({ form_token: "x" });

    expect(status).toBe(403);
    expect(await auditOf(engine)).toEqual([]);
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/dead\n"])(
    "leads back to no other site: %j",
    async (back) => {
      const engine = await withFailures(1);
      const browser = await openBrowser(engine);

      const { html } = await browser.get(decideHref({ kind: "retry", which: ALL }, back));

      expect(html).not.toContain("evil");
      expect(html).not.toContain("javascript:");
      expect(html).toContain('href="/dead"');
    },
  );

  test("releases a contact who is named by an event, with no number in the address or the page", async () => {
    const engine = await startEngine({ rules: TEXT, script: () => NOT_SENT });
    const eventId = await engine.text("please take me off your list or I call my lawyer");
    await engine.drain();
    expect((await engine.store.optStateOf(PHONE))?.state).toBe("held");
    const browser = await openBrowser(engine);
    const page = await browser.get(decideHref({ kind: "release", contact: eventId }));

    const { html } = await browser.send({ reason: "looked at it with them" });

    expect(page.html).toContain("Releases 1 contact");
    expect(page.html).not.toContain(PHONE.slice(2));
    expect(html).toContain("Released 1 contact");
    expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "in" });
  });

  test("tells what an address lacks", async () => {
    const browser = await openBrowser(await withFailures(0));

    const { status, html } = await browser.get("/decide?kind=retry");

    expect(status).toBe(400);
    expect(html).toContain("Nothing is chosen");
  });

  test("shows how far many are, and what became of them in the end", async () => {
    const engine = await withFailures(60);
    const door = createDoor();
    const browser = await openBrowser(engine, "operate", {
      operate: async (request, onItem) => {
        const report = await engine.operator.operate(request, onItem);
        if (!request.isPlan) await door.pass();
        return report;
      },
    });
    await browser.get(decideHref({ kind: "drop", which: ALL }));

    const first = await browser.send({ reason: "an old mistake" });
    await until(() => door.came() > 0);
    const under = await browser.get(first.path);
    door.open();
    let last = under;
    while (last.html.includes("so far")) last = await browser.get(first.path);

    expect(under.html).toContain("60 of 60 so far");
    expect(last.html).toContain("Dropped 60 runs");
  });
});
