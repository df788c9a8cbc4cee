import { describe, expect, test } from "vitest";
import { startReceiver } from "../helpers/receiver.ts";
import { fieldOf, makeSettings } from "../helpers/make.ts";
import type { EngineParts, TestEngine } from "../run/make.ts";
import { startEngine, STORES, UNCLEAR } from "../run/make.ts";
import { auditOf, want } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PUBLIC_URL = "https://hooks.example.com";

const OFFER = `
r:
  on: { event: message_received, where: { text: { words: quote } } }
  vars: { asked: "{{ event.text }}" }
  do:
    - id: offer
      approve:
        send_message: { purpose: service, text: "You asked:\\n<b>{{ vars.asked }}</b>" }
        timeout: 4h
        refused: [{ notify: { connection: slack, text: "{{ steps.offer.by }} said no" } }]
        timed_out: [{ notify: { connection: slack, text: nobody } }]
`;

/** An engine whose links are answered over HTTP, and one text that waits. */
async function startWaiting({ wrote = "quote 40", ...parts }: Partial<EngineParts> & { readonly wrote?: string } = {}) {
  const settings = makeSettings({ publicUrl: PUBLIC_URL });
  const engine = await startEngine({ rules: OFFER, settings, ...parts });
  const receiver = await startReceiver({ links: engine.links });
  await engine.text(wrote);
  await engine.drain();
  const path = linksIn(engine)[0] ?? "";
  const request = (init: RequestInit = {}, at = path): Promise<Response> =>
    fetch(`http://127.0.0.1:${receiver.port}${at}`, { headers: { accept: "text/html" }, ...init });
  const press = async (choice: string): Promise<{ readonly status: number; readonly html: string }> => {
    const response = await request({ method: "POST", body: new URLSearchParams({ choice }) });
    await engine.lookAround();
    await engine.drain();
    return { status: response.status, html: await response.text() };
  };
  return { engine, path, request, press, lines: receiver.lines };
}

/** The paths of the links in notes, oldest first. */
function linksIn({ performed }: Pick<TestEngine, "performed">): readonly string[] {
  return performed
    .filter(({ action }) => action === "note")
    .flatMap(({ request }) => JSON.stringify(request).match(/(?<=https:\/\/hooks\.example\.com)[^\s"]+/g) ?? []);
}

function sentBy({ performed }: TestEngine): readonly unknown[] {
  return performed
    .filter(({ action }) => action !== "note")
    .map(({ action, request }) => [action, fieldOf(request, "text")]);
}

describe.each(STORES)("the link in the note of an approval, on %s", (_name, openStore) => {
  test("shows the text, and does nothing by being opened", async () => {
    const { engine, path, request } = await startWaiting({ store: await openStore() });

    const [opened, looked] = [await request(), await request({ method: "HEAD" })];

    const { run } = await engine.onlyRun();
    const html = await opened.text();
    expect([opened.status, looked.status]).toEqual([200, 200]);
    expect(path).toMatch(/^\/approval\/[0-9a-f]{20}\.[a-z0-9]{6}\.[\w-]{22}$/);
    expect(html).toContain("<blockquote>You asked:\n&#60;b&#62;quote 40&#60;/b&#62;</blockquote>");
    expect(html).toContain(`Approval ${run.approval?.code}`);
    expect(html.match(/<button name="choice" value="(approve|refuse)">/g)).toHaveLength(2);
    expect(run.status).toBe("waiting");
    expect(await auditOf(engine)).toEqual([]);
  });

  test("shows what the contact wrote, and that the text would be kept back from who opted out since", async () => {
    const { engine, request } = await startWaiting({ store: await openStore() });
    await engine.text("STOP");
    await engine.drain();

    const html = await (await request()).text();

    expect(html).toMatch(/They wrote:.*<blockquote>quote 40<[^]*What would be sent:.*<blockquote>You asked:/);
    expect(html).toContain("the text would not go out: the contact opted out (text was STOP)");
    expect(html).not.toContain("Approve and send");
  });

  test("lets the text go out once, whatever is pressed later", async () => {
    const { engine, request, press } = await startWaiting({ store: await openStore() });

    const [first, again, against] = [await press("approve"), await press("approve"), await press("refuse")];

    const opened = await (await request()).text();
    expect([first.status, again.status, against.status]).toEqual([200, 200, 200]);
    expect(first.html).toContain("<h1>Approved</h1>");
    for (const html of [again.html, against.html, opened]) expect(html).toContain("approved before by link");
    expect(opened).not.toContain("<button");
    expect(sentBy(engine)).toEqual([["send_message", "You asked:\n<b>quote 40</b>"]]);
    expect(await auditOf(engine)).toMatchObject([{ deed: "approve", by: "link", reason: null }]);
  });
});

test("who has the link sees no number in what the contact wrote", async () => {
  const { request } = await startWaiting({ wrote: "quote for my neighbour, (202) 555-0142" });

  const html = await (await request()).text();

  expect(html).toContain("quote for my neighbour, ••••••0142");
});

test("a text that is refused by its link never goes out", async () => {
  const { engine, press } = await startWaiting();

  const { html } = await press("refuse");

  expect(html).toContain("<h1>Refused</h1>");
  expect(sentBy(engine)).toEqual([["notify", "link said no"]]);
});

test("two people who press at the same moment decide once", async () => {
  const { engine, press } = await startWaiting();

  const pressed = await Promise.all([press("refuse"), press("approve"), press("refuse")]);
  await engine.drain();

  expect(pressed.filter(({ html }) => html.includes("before by link"))).toHaveLength(2);
  expect(await auditOf(engine)).toHaveLength(1);
  expect(sentBy(engine)).toHaveLength(1);
});

test("the link tells who decided from the command line", async () => {
  const { engine, request } = await startWaiting();
  await want(engine, { kind: "refuse", code: (await engine.onlyRun()).run.approval?.code ?? "" });

  const html = await (await request()).text();

  expect(html).toContain("refused before by ann");
});

test("the link is over with the wait", async () => {
  const { engine, request, press } = await startWaiting();
  engine.clock.moveTo(engine.clock.now() + 4 * HOUR);
  const opened = await request();

  const pressed = await press("approve");

  expect([opened.status, pressed.status]).toEqual([410, 410]);
  expect(sentBy(engine)).toEqual([["notify", "nobody"]]);
  expect(await auditOf(engine)).toEqual([]);
});

test("what says no choice is refused, and nothing is decided", async () => {
  const { engine, request } = await startWaiting();

  const answers = [
    await request({ method: "POST" }),
    await request({ method: "POST", body: new URLSearchParams({ choice: "maybe" }) }),
    await request({ method: "POST", body: '{"choice":"approve"}', headers: { "content-type": "application/json" } }),
    await request({ method: "PUT" }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 405]);
  expect((await engine.onlyRun()).run.status).toBe("waiting");
});

test("a link with another code, run or kind is none", async () => {
  const { path, request } = await startWaiting();
  const [, , token = ""] = path.split("/");
  const changed = [
    path.replace(/\.\w{6}\./, ".bcdfgh."),
    path.replace(/\/[0-9a-f]{20}/, `/${"0".repeat(20)}`),
    `/callback/${token}`,
  ];

  const answers = await Promise.all(changed.map((at) => request({}, at)));

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("a link decides of its own text alone when its run shows another one later", async () => {
  const twice = OFFER.replace(
    "    - id: offer\n",
    "    - approve: { send_message: { purpose: service, text: First }, timeout: 4h }\n    - id: offer\n",
  );
  const { engine, press, request } = await startWaiting({ rules: twice });
  await press("approve");

  const again = await press("approve");
  const other = await request({}, linksIn(engine)[1]);

  expect(again.html).toContain("approved before by link");
  expect(await other.text()).toContain("quote 40");
  expect(sentBy(engine)).toEqual([["send_message", "First"]]);
});

test("without an address the note has no link", async () => {
  const { engine, path } = await startWaiting({ settings: makeSettings() });

  expect(path).toBe("");
  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))[0]).toMatch(/does not\.$/);
});

test("code and link of a note that is in doubt hold when another run goes on behind it", async () => {
  const { engine, press, path } = await startWaiting({
    script: ({ action }) => (action === "note" ? UNCLEAR : undefined),
  });
  for (let minute = 0; minute < 15; minute += 1) await engine.pass(MINUTE);
  const waiting = (await engine.runs()).find(({ run }) => run.approval !== undefined);

  await press("approve");

  expect(path.toUpperCase()).toContain(waiting?.run.approval?.code);
  expect(sentBy(engine)).toEqual([["send_message", "You asked:\n<b>quote 40</b>"]]);
});
