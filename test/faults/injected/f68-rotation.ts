import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import type { EngineProcess } from "../../e2e/program.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import type { World } from "../../e2e/world.ts";
import { startWorld, TOKEN } from "../../e2e/world.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { createFleet } from "../scene/fleet.ts";
import { countOpenRows, openRunIds } from "../scene/store-rows.ts";
import { makeStoreUrl } from "../scene/store.ts";

const SIZES = { short: { rotations: 1, posts: 40 }, full: { rotations: 8, posts: 300 } };
const CLIENTS = 4;
const QUESTIONS = 3;
const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    if: { text: { is: price } }
    do: [{ send_message: { purpose: reply, text: "Our prices are on the site. ({{ event_data.id }})" } }]
`;
const SOURCES = `sources:
  shop: { kind: json, type: $.type, id: $.id, signature: { scheme: standard_webhooks, secret: "\${SHOP_KEYS}" } }
`;

/** Everything that is rotated, in one of its versions. */
interface Secrets {
  readonly token: string;
  readonly signing: string;
  readonly api: { readonly secretId: string; readonly secretKey: string };
}

/** Webhook tokens, a signing secret and the API secret are replaced while deliveries come and texts go out. */
export const ROTATION: Fault = {
  id: "F68",
  title: "secrets are rotated",
  stores: ["sqlite", "postgres"],
  run: rotate,
};

async function rotate(plan: FaultPlan): Promise<FaultReport> {
  const { rotations, posts } = SIZES[plan.size];
  let now = secretsOf(0);
  let valid = [now.api];
  const urlOf = await makeStoreUrl(plan);
  const world = await startWorld({
    rules: RULES,
    storeUrl: urlOf,
    config: SOURCES,
    heymarket: { validCredentials: () => valid },
    // Not set: what `.env` says counts, and is read anew.
    variables: { HEYMARKET_WEBHOOK_TOKEN: "", HEYMARKET_API_SECRET_ID: "", HEYMARKET_API_SECRET_KEY: "" },
  });
  plan.atEnd(world.close);
  writeSecrets(world, [now]);
  const fleet = createFleet(world, createSeeded(plan.seed));
  const engine = await fleet.start();
  const load = startLoad(engine, () => now);
  plan.atEnd(load.stop);
  const refused: number[] = [];
  await load.untilPosted(posts);
  for (let rotation = 1; rotation <= rotations; rotation += 1) {
    const old = now;
    const fresh = secretsOf(rotation);
    valid = [old.api, fresh.api];
    writeSecrets(world, [fresh, old]);
    await hangUp(world, engine);
    await load.untilPosted(posts);
    now = fresh;
    await load.untilPosted(posts);
    await untilOver(urlOf(world.folder));
    valid = [fresh.api];
    writeSecrets(world, [fresh]);
    await hangUp(world, engine);
    // The cut-off: whoever knows nothing but the old ones is nobody any more.
    for (let post = 0; post < posts / 4; post += 1) refused.push(...(await Promise.all(load.postBoth(old))));
    await load.untilPosted(posts);
  }
  await load.stop();
  await until("everything at rest", async () => (await countOpenRows(urlOf(world.folder))).open === 0);
  const exit = await fleet.terminate(engine);
  const failures = load.answers().filter((status) => status !== 200);
  const unauthorised = world.exchanges.heymarket.filter(({ status }) => status === 401);
  const texts = world.heymarket.sent().length;
  return {
    injected: { rotations, "posts under load": load.answers().length, "posts with what was cut off": refused.length },
    figures: {
      "failures of valid ones": failures.length,
      "old ones taken after the cut-off": refused.filter((status) => status !== 401).length,
      texts,
      "calls that Heymarket answered 401": unauthorised.length,
    },
    violations: [
      ...sentences("a valid delivery was not answered 200", failures),
      ...sentences(
        "taken after the cut-off",
        refused.filter((status) => status !== 401),
      ),
      ...(unauthorised.length === 0 ? [] : [`${unauthorised.length} calls were answered 401`]),
      ...(texts === load.questions() ? [] : [`${texts} texts answer ${load.questions()} questions`]),
      ...(exit.code === 0 ? [] : [`the engine ended with ${String(exit.code)}`]),
    ],
  };
}

/** Clients who post, with the secrets of the moment. */
interface Load {
  /** Waits until so many more posts of each kind were answered, and some questions. */
  readonly untilPosted: (more: number) => Promise<void>;
  /** Posts a text and an event of the shop with given secrets; gives the statuses. */
  readonly postBoth: (secrets: Secrets) => readonly [Promise<number>, Promise<number>];
  readonly answers: () => readonly number[];
  readonly questions: () => number;
  readonly stop: () => Promise<void>;
}

function startLoad({ webhook }: EngineProcess, secrets: () => Secrets): Load {
  const shop = webhook.replace(/heymarket$/, "shop");
  const answers: number[] = [];
  let lastId = 0;
  let questions = 0;
  let isOver = false;
  const postText = (text: string, { token }: Secrets): Promise<number> => {
    const id = (lastId += 1);
    return post(webhook, makeDelivery({ id, phone: phoneOf(id), text }).body.replace(TOKEN, token), {});
  };
  const postOrder = ({ signing }: Secrets): Promise<number> => {
    const id = `order-${(lastId += 1)}`;
    const body = JSON.stringify({ type: "order_shipped", id });
    const at = new Date();
    return post(shop, body, {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(signing).sign(id, at, body),
    });
  };
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (!isOver) answers.push(await postText("hello", secrets()), await postOrder(secrets()));
  });
  return {
    untilPosted: async (more) => {
      for (let question = 0; question < QUESTIONS; question += 1) {
        questions += 1;
        answers.push(await postText("price", secrets()));
      }
      const wanted = answers.length + 2 * more;
      await until("so many were answered", () => answers.length >= wanted);
    },
    postBoth: (given) => [postText("price", given), postOrder(given)],
    answers: () => answers,
    questions: () => questions,
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

async function post(url: string, body: string, more: Readonly<Record<string, string>>): Promise<number> {
  const headers = { "content-type": "application/json", ...more };
  const response = await fetch(url, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}

function secretsOf(version: number): Secrets {
  const key = Buffer.from(`signing-canary-${version}`.padEnd(32, "x")).toString("base64");
  return {
    token: `token-canary-${version}`,
    signing: `whsec_${key}`,
    api: { secretId: `id-canary-${version}`, secretKey: `key-canary-${version}` },
  };
}

/** Writes what an engine is to accept, the newest first, which it shows itself. */
function writeSecrets({ folder }: World, accepted: readonly Secrets[]): void {
  const [newest] = accepted;
  const lines = [
    `HEYMARKET_WEBHOOK_TOKEN=${accepted.map(({ token }) => token).join(",")}`,
    `SHOP_KEYS=${accepted.map(({ signing }) => signing).join(",")}`,
    `HEYMARKET_API_SECRET_ID=${newest?.api.secretId ?? ""}`,
    `HEYMARKET_API_SECRET_KEY=${newest?.api.secretKey ?? ""}`,
  ];
  writeFileSync(join(folder, ".env"), `${lines.join("\n")}\n`);
}

async function hangUp(world: World, { pid }: EngineProcess): Promise<void> {
  const count = (): number => world.logs().split('"msg":"reloaded"').length;
  const before = count();
  process.kill(pid, "SIGHUP");
  await until("the engine has reloaded", () => count() > before);
}

/** Waits until no text is under way that is now: more come all the time. */
async function untilOver(url: string): Promise<void> {
  const begun = await openRunIds(url);
  await until("the texts that were under way are through", async () => {
    const open = await openRunIds(url);
    return [...begun].every((id) => !open.has(id));
  });
}
