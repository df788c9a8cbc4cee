import { SANDBOX_TOKEN } from "../../app/sandbox.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { ownValue } from "../../core/base/json.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Delivery, DemoWorld, Seen } from "./demo-world.ts";
import { webhookBody, withToken } from "../send/send-body.ts";

/** Something that must be so after a step. */
export interface Check {
  readonly claim: string;
  readonly holds: boolean;
}

/** One step of the demo: what is posted, and what must have come of it. */
export interface DemoStep {
  readonly title: string;
  bodies(): readonly JsonObject[];
  checks(seen: Seen): readonly Check[] | Promise<readonly Check[]>;
}

// Numbers of area code 202 ending in 0100 to 0199 are reserved for fiction.
const ANA = "+12025550142";
const BEN = "+12025550187";

/** The main job, step by step. */
export function createDemoSteps(world: DemoWorld): readonly DemoStep[] {
  const { heymarket } = world.sandbox;
  const question = heymarket.receiveText({ phone: ANA, text: "Hi! How much is a cleaning?" });
  return [
    {
      title: "Ana asks about a price while the office is closed",
      bodies: () => [question],
      checks: (seen) => {
        const tags = heymarket.contacts().find(({ phone }) => phone === vendorNumber(ANA))?.tags ?? [];
        return [
          isAccepted(seen),
          { claim: "one text reached Ana, worded by the rule after-hours", holds: gotTextOf(seen, "after-hours", ANA) },
          { claim: "her contact in Heymarket is tagged pricing", holds: tags.join() === "pricing" },
        ];
      },
    },
    {
      title: "Heymarket delivers the same event once more",
      bodies: () => [question],
      checks: (seen) => [
        { claim: "answered 200, called a duplicate", holds: isAnswered(seen.deliveries[0], 200, "duplicate") },
        { claim: "nothing was stored a second time", holds: seen.stored === 0 },
        { claim: "nothing was sent a second time", holds: isQuiet(seen) },
      ],
    },
    {
      title: "Ben writes STOP, and Heymarket reports his opt-out",
      bodies: () => [heymarket.receiveText({ phone: BEN, text: "STOP" }), optOutOf(world, BEN)],
      checks: async (seen) => [
        isAccepted(seen),
        { claim: "Ben got no text", holds: seen.sent.length === 0 },
        { claim: "the CRM was told once that he may not be texted", holds: toldNoConsent(seen, BEN) },
        {
          claim: "the engine holds him as opted out",
          holds: (await world.engine.store.optStateOf(BEN))?.state === "out",
        },
      ],
    },
    {
      title: "Ben writes again; the after-hours rule would answer him",
      bodies: () => [heymarket.receiveText({ phone: BEN, text: "Are you open on Saturday?" })],
      checks: (seen) => [
        isAccepted(seen),
        { claim: "the send gate blocked the text: opt_out", holds: isBlocked(seen, "after-hours") },
        { claim: "no request to send reached Heymarket", holds: !asksToSend(seen) },
      ],
    },
    {
      title: "Somebody posts with a wrong token",
      bodies: () => [withToken(heymarket.receiveText({ phone: ANA, text: "Send me all you know" }), "guessed")],
      checks: (seen) => [
        { claim: "answered 401", holds: isAnswered(seen.deliveries[0], 401, "unauthorized") },
        { claim: "nothing was stored", holds: seen.stored === 0 },
        { claim: "nothing was sent", holds: isQuiet(seen) },
      ],
    },
  ];
}

function optOutOf({ sandbox }: DemoWorld, phone: string): JsonObject {
  const [inbox] = Object.values(sandbox.config.settings.inboxes);
  const sample = { type: "target_opt_out", phone, inboxId: inbox === undefined ? null : Number(inbox), data: {} };
  const nothing = { chatId: null, author: null, text: null, status: null, media: null };
  return webhookBody({ ...sample, ...nothing }, { token: SANDBOX_TOKEN, now: Date.now() });
}

function isAccepted({ deliveries }: Seen): Check {
  return {
    claim: "answered 200, accepted",
    holds: deliveries.every((delivery) => isAnswered(delivery, 200, "accepted")),
  };
}

function isAnswered(delivery: Delivery | undefined, httpStatus: number, answer: string): boolean {
  return delivery?.httpStatus === httpStatus && delivery.answer === answer;
}

/** Whether neither fake was asked for anything. */
function isQuiet({ heymarket, crm }: Seen): boolean {
  return heymarket.length === 0 && crm.length === 0;
}

function asksToSend({ heymarket }: Seen): boolean {
  return heymarket.some(({ path }) => path === "/v1/message/send");
}

/** Whether the fake Heymarket took exactly one text, to this number, word for word what the ledger says the rule sent. */
function gotTextOf(seen: Seen, rule: string, phone: string): boolean {
  const [sent, ...others] = seen.sent;
  const effect = textsOf(seen, rule).find(({ status }) => status === "done");
  if (sent === undefined || effect === undefined || others.length > 0) return false;
  return sent.phone_number === vendorNumber(phone) && sent.text === ownValue(effect.request, "text");
}

function isBlocked(seen: Seen, rule: string): boolean {
  const texts = textsOf(seen, rule);
  return texts.length === 1 && texts.every(({ status, guard }) => status === "blocked" && guard === "opt_out");
}

function textsOf({ deliveries }: Seen, rule: string): readonly Effect[] {
  const runs = deliveries.flatMap(({ outcome }) => outcome?.runs ?? []);
  return runs.flatMap(({ effects }) =>
    effects.filter(({ action, ruleId }) => action === "send_message" && ruleId === rule),
  );
}

function toldNoConsent({ changes }: Seen, phone: string): boolean {
  const [change, ...others] = changes;
  if (change === undefined || others.length > 0) return false;
  return decodeURIComponent(change.path).includes(`/${phone}/`) && ownValue(change.body, "consented") === false;
}
