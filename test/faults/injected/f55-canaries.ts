import { readFileSync } from "node:fs";
import { join } from "node:path";
import { phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import { CANARIES, startWorld, TEXT_CANARY, TOKEN } from "../../e2e/world.ts";
import type { World } from "../../e2e/world.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { countOpenRows, firstIds } from "../scene/store-rows.ts";
import { makeStoreUrl } from "../scene/store.ts";

const OPERATE_TOKEN = "operate-token-canary-3f17";
const READ_TOKEN = "read-token-canary-8a20";
const NAME_CANARY = "Name-canary-41d6";
const RULES = `version: 1
rules:
  note:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /notes, json: { text: "{{ event.text }}", name: "{{ contact.name }}" } }
        retry: { max: 1 }
  answer:
    on: message_recieved
    if: { text: { words: [price] } }
    do: [{ send_message: { purpose: reply, text: "You asked: {{ event.text }}" } }]
`;
const SIZES = { short: 20, full: 400 };
/** What the CRM answers, in turn, and repeats what it was sent; it is well, so that no call waits for it. */
const STATUSES = [200, 422, 404, 409];

const [TOKEN_OF_WEBHOOK, KEY, TOKEN_OF_CRM] = CANARIES;
const SECRETS: readonly RegExp[] = [
  ...[TOKEN_OF_WEBHOOK, KEY, TOKEN_OF_CRM].flatMap((canary) => canary ?? []),
  new RegExp(OPERATE_TOKEN),
  new RegExp(READ_TOKEN),
  // A token that was signed with the key, good for some minutes.
  /eyJ[\w-]{10,}[.][\w-]{10,}[.][\w-]{10,}/,
];
const WORDS: readonly RegExp[] = [new RegExp(TEXT_CANARY), new RegExp(NAME_CANARY)];

/** Secrets, texts, names and numbers that can be told from all others, and everything that the engine writes and shows. */
export const CANARIES_SOUGHT: Fault = {
  id: "F55",
  title: "secrets, texts and numbers that must not be told",
  stores: ["sqlite", "json"],
  run: seek,
};

/** Something that was written or shown, and what must not be in it. */
interface Told {
  readonly place: string;
  readonly text: string;
  readonly without: readonly RegExp[];
}

async function seek(plan: FaultPlan): Promise<FaultReport> {
  const texts = SIZES[plan.size];
  const numbers = [new RegExp(Array.from({ length: texts }, (_, index) => phoneOf(index)).join("|"))];
  const storeUrl = await makeStoreUrl(plan);
  const world = await startWorld({
    rules: RULES,
    storeUrl,
    variables: {
      HEYRULES_ADMIN_PORT: "0",
      HEYRULES_ADMIN_TOKEN: OPERATE_TOKEN,
      HEYRULES_ADMIN_READ_TOKEN: READ_TOKEN,
    },
  });
  plan.atEnd(world.close);
  const engine = await world.start();
  const address = (): string | undefined => /dashboard on (http:[^\s;]+)/.exec(world.logs())?.[1];
  await until("the dashboard's address is told", () => address() !== undefined);
  for (let index = 0; index < texts; index += 1) {
    const phone = phoneOf(index);
    const text = `What is the price, ${TEXT_CANARY}? Call +${phone}.`;
    const echo = { message: `${text} authorization: Bearer crm-canary-e2a8` };
    world.crm.mock({ crm: { status: STATUSES[index % STATUSES.length] ?? 200, json: echo, fail: false } });
    await post(engine.webhook, deliveryOf({ id: index + 1, phone, text }));
  }
  await post(engine.webhook, deliveryOf({ id: texts + 1, phone: phoneOf(0), text: "STOP" }));
  await post(engine.webhook, { ...deliveryOf({ id: texts + 2, phone: phoneOf(1), text: "hi" }), token: `${TOKEN}x` });
  await until("everything at rest", async () => (await countOpenRows(storeUrl(world.folder))).open === 0, {
    timeoutMs: 300_000,
    everyMs: 200,
  });
  const told = [
    ...(await askForEverything(address() ?? "", { ...(await firstIds(storeUrl(world.folder))), numbers })),
    ...(await runCommands(world, await firstIds(storeUrl(world.folder)))),
  ];
  await engine.terminate();
  for (const name of ["engine.log", "engine.err"])
    told.push({ place: name, text: read(world, name), without: [...SECRETS, ...numbers, ...WORDS] });
  told.push(...(await whatIsKept(world, storeUrl(world.folder))));

  const leaks = told.flatMap(({ place, text, without }) =>
    without.filter((canary) => canary.test(text)).map((canary) => `${place}: ${canary.source}`),
  );
  const answered = world.exchanges.crm.filter((exchange) => JSON.stringify(exchange).includes(TEXT_CANARY));
  return {
    injected: { texts, "answers that repeat secrets": answered.length },
    figures: {
      "places looked at": told.length,
      characters: told.reduce((sum, { text }) => sum + text.length, 0),
      leaks: leaks.length,
    },
    violations: [
      ...sentences("told where it must not be", leaks),
      // The search finds what is there.
      ...(told.some(({ text }) => text.includes(TEXT_CANARY)) ? [] : ["no text was shown anywhere"]),
      ...(answered.length >= texts ? [] : [`only ${answered.length} of ${texts} texts came to the CRM`]),
    ],
  };
}

function deliveryOf({
  id,
  phone,
  text,
}: {
  readonly id: number;
  readonly phone: string;
  readonly text: string;
}): object {
  const conversation = { id: 300 + id, inbox: 101, target: phone, name: NAME_CANARY };
  return {
    type: "message_recieved",
    id: 7,
    token: TOKEN,
    event_data: { id, phone, target: phone, text, status: "received", user: 0, conversation, name: NAME_CANARY },
  };
}

async function post(url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json", connection: "close" };
  await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).text();
}

type Ids = Awaited<ReturnType<typeof firstIds>>;

/** Pages and answers, also refusals: texts are shown to who may look, numbers masked, secrets never. */
async function askForEverything(
  url: string,
  { event, run, numbers }: Ids & { readonly numbers: readonly RegExp[] },
): Promise<Told[]> {
  const masked = [...SECRETS, ...numbers];
  const nothing = [...masked, ...WORDS];
  const asked: readonly {
    readonly path: string;
    readonly token: string | null;
    readonly without: readonly RegExp[];
  }[] = [
    ...["/metrics", "/readyz?verbose", "/livez"].map((path) => ({ path, token: null, without: nothing })),
    ...["/", `/events/${event}`, "/api/v1/events", "/login"].map((path) => ({ path, token: null, without: nothing })),
    ...[
      ...[
        "/",
        "/events",
        `/events/${event}`,
        `/events/${event}/test`,
        "/runs",
        `/runs/${run}`,
        "/rules",
        "/rules/note",
      ],
      ...["/dead", "/contacts", "/approvals", "/playground", "/system", "/audit"],
      ...["/api/v1/status", "/api/v1/system", "/api/v1/events", `/api/v1/events/${event}`, "/api/v1/runs"],
      ...[`/api/v1/runs/${run}`, "/api/v1/rules", "/api/v1/dead", "/api/v1/contacts", "/api/v1/audit"],
      ...[
        "/api/v1/openapi.json",
        `/api/v1/search?q=${TEXT_CANARY}`,
        "/api/v1/events/evt_none",
        "/api/v1/runs?status=x",
      ],
    ].map((path) => ({ path, token: READ_TOKEN, without: masked })),
    { path: "/api/v1/status", token: `${OPERATE_TOKEN}x`, without: nothing },
  ];
  const told: Told[] = [];
  for (const { path, token, without } of asked) {
    const accept = path.startsWith("/api") ? "application/json" : "text/html";
    const headers = { accept, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(url + path, { headers, redirect: "manual" });
    const heads = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    told.push({ place: `${path} (${response.status})`, text: `${heads}\n${await response.text()}`, without });
  }
  return told;
}

/** On the machine of the engine whole numbers are shown to who asks for one record. */
async function runCommands(world: World, { event, run }: Ids): Promise<Told[]> {
  const told: Told[] = [];
  const commands = [
    ["events", "ls"],
    ["events", "show", event],
    ["runs", "ls"],
    ["runs", "show", run],
    ["explain", event],
    ["dead", "ls"],
    ["contacts", "ls"],
    ["doctor"],
    ["lint"],
    ["rules", "ls"],
  ];
  for (const command of commands) {
    for (const args of [command, [...command, "--json"]]) {
      const { out, err } = await world.run(args);
      told.push({ place: args.join(" "), text: out + err, without: SECRETS });
    }
  }
  return told;
}

/** What is kept on disk holds texts and numbers, and no secret, also where a remote answered with ours. */
async function whatIsKept(world: World, storeUrl: string): Promise<Told[]> {
  const file = join(world.folder, "export.jsonl");
  const { code, err } = await world.run(["store", "export", file]);
  if (code !== 0) throw new Error(`the export ended with ${String(code)}: ${err}`);
  const [, path = ""] = /^\w+:(.+)$/.exec(storeUrl) ?? [];
  const kept = [path, `${path}-wal`].map((name) => ({ name, text: readIfThere(name) }));
  return [
    { place: "store export", text: readFileSync(file, "latin1"), without: SECRETS },
    ...kept.map(({ name, text }) => ({ place: name.slice(world.folder.length), text, without: SECRETS })),
  ];
}

function read(world: World, name: string): string {
  return readFileSync(join(world.folder, name), "utf8");
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
