import { readFileSync } from "node:fs";
import { join } from "node:path";
import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import { startWorld, TOKEN } from "../../e2e/world.ts";
import type { World } from "../../e2e/world.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { countOpenRows, firstIds } from "../scene/store-rows.ts";
import { makeStoreUrl } from "../scene/store.ts";

const READ_TOKEN = "read-token-of-the-fault";
const RULES = `version: 1
rules:
  note:
    on: message_recieved
    do:
      - log: "{{ event.text }} of {{ contact.name | default: '' }}"
      - http: { connection: crm, method: POST, path: /notes, json: { text: "{{ event.text }}" } }
        retry: { max: 1 }
`;
/** What moves a cursor, clears a screen, sets its title, ends a line, hides or turns what follows, or ends the text of a C program. */
const STEERING: readonly string[] = [
  "\r\n",
  "\n",
  "\r",
  "\u001b[2J\u001b[1;1H",
  "\u001b]0;owned\u0007",
  "\u001b[31m",
  "\u009b2J",
  "\u0085",
  "\b\b\b\b",
  "\u0000",
  "\u007f",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u2066",
  "\u061c",
  "\ud800",
  '\n{"level":50,"time":"2026-01-01T00:00:00.000Z","msg":"forged"}',
];
const SIZES = { short: { texts: 24, longest: 150_000 }, full: { texts: 1_000, longest: 200_000 } };
/** Too much for one delivery: refused before it is read. Not so much that the sender is cut off before it reads the answer. */
const TOO_MUCH = 400_000;
/** But for the end of a line, which is ours. */
const STEERS = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u;

/** Texts that steer terminals and end lines stand in every field that somebody else writes. */
export const STEERING_TEXTS: Fault = {
  id: "F56",
  title: "texts that steer logs and terminals",
  stores: ["sqlite", "json"],
  run: writeSteering,
};

async function writeSteering(plan: FaultPlan): Promise<FaultReport> {
  const { texts, longest } = SIZES[plan.size];
  const random = createSeeded(plan.seed);
  const pick = (): string => STEERING[Math.floor(random() * STEERING.length)] ?? "";
  const storeUrl = await makeStoreUrl(plan);
  const world = await startWorld({
    rules: RULES,
    storeUrl,
    variables: { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_READ_TOKEN: READ_TOKEN },
  });
  plan.atEnd(world.close);
  const engine = await world.start();
  const post = (body: unknown, path = ""): Promise<number> => postTo(`${engine.webhook}${path}`, body);

  for (let index = 0; index < texts; index += 1) {
    const signs = index === 0 ? `${STEERING.join("")}${"x".repeat(longest)}` : (STEERING[index] ?? pick());
    const text = `a${signs}b${pick()}`;
    // The CRM refuses every other note, in the words of whoever wrote it.
    world.crm.mock({ crm: { status: index % 2 === 0 ? 422 : 200, json: { message: text }, fail: false } });
    await post(deliveryOf({ id: index + 1, phone: phoneOf(index), text }));
  }
  const sign = (): string => `x${pick()}`;
  const refused = [
    await post({ ...deliveryOf({ id: 1, phone: phoneOf(1), text: sign() }), token: sign() }),
    await post(deliveryOf({ id: 2, phone: phoneOf(1), text: "x".repeat(TOO_MUCH) })),
    await post(deliveryOf({ id: 3, phone: phoneOf(1), text: sign() }), `/${encodeURIComponent("x\u001b[2J\n")}`),
  ];
  await until("everything at rest", async () => (await countOpenRows(storeUrl(world.folder))).open === 0, {
    timeoutMs: 300_000,
    everyMs: 200,
  });
  const shown = await readShown(world, await firstIds(storeUrl(world.folder)));
  await engine.terminate();
  const log = readFileSync(join(world.folder, "engine.log"), "utf8");
  const lines = log.split("\n").filter((line) => line !== "");
  const broken = lines.filter((line) => !isRecord(line) || STEERS.test(line));
  const steering = shown.filter(({ text }) => STEERS.test(text.replaceAll("\n", "")));
  return {
    injected: { texts, "refused deliveries": refused.length },
    figures: {
      "lines of the log": lines.length,
      "broken lines": broken.length,
      "outputs, pages and answers": shown.length,
      "those that steer": steering.length,
    },
    violations: [
      ...sentences("lines of the log that are no record, or steer", broken),
      ...sentences(
        "forged lines",
        lines.filter((line) => (JSON.parse(line) as { msg?: string }).msg === "forged"),
      ),
      ...sentences(
        "outputs that steer",
        steering.map(({ name, text }) => `${name}: ${JSON.stringify(STEERS.exec(text.replaceAll("\n", ""))?.[0])}`),
      ),
      ...sentences(
        "what was to be refused was taken",
        refused.filter((status) => status < 400),
      ),
    ],
  };
}

/** What Heymarket posts for a text, with the text in every field that somebody writes. */
function deliveryOf({
  id,
  phone,
  text,
}: {
  readonly id: number;
  readonly phone: string;
  readonly text: string;
}): object {
  const short = text.slice(0, 500);
  const conversation = { id, inbox: 101, target: phone, name: short, tags: [short] };
  const data = { id, phone, text, conversation, name: short, custom: { [short]: short }, media: [short] };
  return {
    type: id % 5 === 0 ? `message_recieved${short}` : "message_recieved",
    id: 7,
    token: TOKEN,
    event_data: data,
  };
}

async function postTo(url: string, body: unknown): Promise<number> {
  const headers = { "content-type": "application/json", connection: "close" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

interface Shown {
  readonly name: string;
  readonly text: string;
}

/** What people and programs are shown of it: by the program, the dashboard and the admin API. */
async function readShown(
  world: World,
  { event, run }: { readonly event: string; readonly run: string },
): Promise<Shown[]> {
  const shown: Shown[] = [];
  const commands = [
    ["events", "ls"],
    ["events", "show", event],
    ["runs", "ls"],
    ["runs", "show", run],
    ["explain", event],
  ];
  for (const command of [...commands, ["dead", "ls"], ["dead", "show", run]]) {
    for (const args of [command, [...command, "--json"]]) {
      const { code, out, err } = await world.run(args);
      shown.push({ name: args.join(" "), text: code === 0 ? out + err : `\u0007 ended with ${String(code)}: ${err}` });
    }
  }
  const [, url = ""] = /dashboard on (http:[^\s;]+)/.exec(readFileSync(join(world.folder, "engine.err"), "utf8")) ?? [];
  const pages = [
    "/",
    "/events",
    `/events/${event}`,
    `/events/${event}/test`,
    "/runs",
    `/runs/${run}`,
    "/rules",
    "/dead",
    "/contacts",
    "/system",
  ];
  const records = ["events", `events/${event}`, "runs", `runs/${run}`, "audit"].map((path) => `/api/v1/${path}`);
  for (const path of [...pages, ...records]) {
    const headers = { authorization: `Bearer ${READ_TOKEN}`, accept: path.startsWith("/api") ? "*/*" : "text/html" };
    const response = await fetch(url + path, { headers });
    const text = await response.text();
    shown.push({ name: path, text: response.status === 200 ? text : `\u0007 answered ${response.status}` });
  }
  return shown;
}

function isRecord(line: string): boolean {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "object" && record !== null && "msg" in record;
  } catch {
    return false;
  }
}
