import { createSender, makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import type { Sender } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import type { World } from "../../e2e/world.ts";
import { startWorld } from "../../e2e/world.ts";
import { acceptedTexts, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { createFleet } from "../scene/fleet.ts";
import { countOpenRows, readStoreRows } from "../scene/store-rows.ts";
import { makeStoreUrl } from "../scene/store.ts";
import { STOPS } from "../scene/stops.ts";

const SIZES = { short: { spellings: 12, pairs: 10 }, full: { spellings: STOPS.length, pairs: 60 } };
/** As many as the loop guard lets through: of each contact one is on the wire at most, and the others wait. */
const TEXTS = 3;
/** Greetings are answered late, so that a STOP comes while one is on the wire and the next one waits for it. */
const GREETINGS = 2;
const ANSWERED_AFTER_MS = 2_000;
const RULES = `version: 1
rules:
  talk:
    on: message_recieved
    if: { text: { is: talk } }
    do:
      - send_message: { purpose: service, text: "one" }
      - send_message: { purpose: service, text: "two" }
      - send_message: { purpose: service, text: "three" }
  greet:
    on: message_recieved
    if: { text: { is: greet } }
    do:
      - send_message: { purpose: reply, text: "Hello to you." }
      - send_message: { purpose: reply, text: "How are you?" }
`;
const BEGUN = ["sending", "done", "unknown", "failed", "dead"];

/** Contacts say STOP in many ways while their texts wait, and to one engine while a text of another is on the wire. */
export const STOP_WHILE_WAITING: Fault = {
  id: "F41",
  title: "STOP while texts wait",
  stores: ["sqlite", "postgres"],
  run: sayStop,
};

async function sayStop(plan: FaultPlan): Promise<FaultReport> {
  const { spellings, pairs } = SIZES[plan.size];
  const urlOf = await makeStoreUrl(plan);
  let stallMs = 0;
  const world = await startWorld({
    rules: RULES,
    storeUrl: urlOf,
    heymarket: { behave: ({ path }) => (stallMs > 0 && path === "/v1/message/send" ? { stallMs } : null) },
  });
  plan.atEnd(world.close);
  const storeUrl = urlOf(world.folder);
  const fleet = createFleet(world, createSeeded(plan.seed));
  const one = await fleet.start();
  const other = plan.store === "postgres" ? await fleet.start() : one;
  const sender = createSender(64);
  plan.atEnd(sender.close);
  const post = createPost(sender);
  const stopped = new Map<string, Stopped>();
  const stop = async (phone: string, webhook: string, text: string): Promise<void> => {
    await post(webhook, phone, text);
    stopped.set(phone, { text, begun: await begunTexts(storeUrl, phone) });
  };

  // Texts wait, each contact says it another way; as many say nothing of the kind.
  const phones = Array.from({ length: 2 * spellings }, (_, index) => phoneOf(index));
  await Promise.all(phones.map((phone) => post(one.webhook, phone, "talk")));
  await Promise.all(
    phones.map((phone, index) =>
      index % 2 === 0 ? stop(phone, other.webhook, STOPS[index / 2] ?? "STOP") : post(other.webhook, phone, "fine"),
    ),
  );
  await atRest(storeUrl);
  // A greeting is on the wire, and the STOP comes to the engine that did not take it.
  stallMs = ANSWERED_AFTER_MS;
  const asking = Array.from({ length: pairs }, (_, index) => phoneOf(1_000 + index));
  await Promise.all(
    asking.map(async (phone, index) => {
      const [first, second] = index % 2 === 0 ? [one, other] : [other, one];
      await post(first.webhook, phone, "greet");
      await until("the greeting is on the wire", () => textsTo(world, phone).length > 0);
      await stop(phone, second.webhook, "Stop.");
    }),
  );
  await atRest(storeUrl);
  for (const engine of fleet.living()) await fleet.terminate(engine);
  return conclude(world, { stopped, phones, asking, rows: await readStoreRows(storeUrl) });
}

interface Stopped {
  readonly text: string;
  /** Texts to the contact that were begun when the 200 to the STOP was there, by local id. */
  readonly begun: ReadonlySet<string | null>;
}

function conclude(
  world: World,
  seen: {
    readonly stopped: ReadonlyMap<string, Stopped>;
    readonly phones: readonly string[];
    readonly asking: readonly string[];
    readonly rows: Awaited<ReturnType<typeof readStoreRows>>;
  },
): FaultReport {
  const { stopped, phones, asking, rows } = seen;
  const texts = sentTexts(world);
  const late = texts.filter(({ phone, localId }) => stopped.get(phone)?.begun.has(localId) === false);
  const before = texts.filter(({ phone, localId }) => stopped.get(phone)?.begun.has(localId) === true);
  const blocked = rows.effects.filter(({ action, status }) => action === "send_message" && status === "blocked");
  const others = phones.filter((phone) => !stopped.has(phone));
  const unanswered = others.filter((phone) => texts.filter((text) => text.phone === phone).length !== TEXTS);
  const waiting = (TEXTS * phones.length) / 2 + GREETINGS * asking.length - before.length;
  const raced = asking.filter((phone) => stopped.get(phone)?.begun.size === 1);
  return {
    injected: {
      spellings: phones.length / 2,
      "texts that waited at a STOP": waiting,
      "STOP while a text was on the wire": raced.length,
    },
    figures: {
      "texts after the 200": late.length,
      "sent or on the wire before it": before.length,
      blocked: blocked.length,
      "contacts who said something else and got all": others.length - unanswered.length,
    },
    violations: [
      ...sentences(
        "I6 texts begun after the 200 to a STOP",
        late.map(({ phone }) => ({ phone, said: stopped.get(phone)?.text })),
      ),
      ...sentences("somebody who did not say STOP did not get all texts", unanswered),
      ...(raced.length > 0 ? [] : ["no STOP came while a text was on the wire"]),
      ...(waiting > 0 && blocked.length === waiting
        ? []
        : [`${blocked.length} texts were blocked, and ${waiting} waited`]),
    ],
  };
}

interface SentText {
  readonly phone: string;
  readonly localId: string | null;
}

/** What Heymarket took so far, also what it has not answered yet. */
function sentTexts(world: World): readonly SentText[] {
  return acceptedTexts(world.exchanges.heymarket).map(({ body, localId }) => ({
    localId,
    phone: (body as { readonly phone_number: string }).phone_number.replace("+", ""),
  }));
}

function textsTo(world: World, phone: string): readonly SentText[] {
  return sentTexts(world).filter((text) => text.phone === phone);
}

function createPost({ deliver }: Sender): (webhook: string, phone: string, text: string) => Promise<void> {
  let lastId = 0;
  return async (webhook, phone, text) => {
    await deliver(webhook, makeDelivery({ id: (lastId += 1), phone, text }));
  };
}

async function begunTexts(storeUrl: string, phone: string): Promise<ReadonlySet<string | null>> {
  const { effects, runs } = await readStoreRows(storeUrl);
  const ofContact = new Set(runs.filter(({ lane }) => lane.endsWith(phone)).map(({ id }) => id));
  const begun = effects.filter(({ run, status }) => ofContact.has(run) && BEGUN.includes(status));
  return new Set(begun.map(({ localId }) => localId));
}

function atRest(storeUrl: string): Promise<void> {
  return until("everything at rest", async () => (await countOpenRows(storeUrl)).open === 0, {
    everyMs: 200,
  });
}
