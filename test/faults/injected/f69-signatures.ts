import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";
import { verifyProof } from "../../../src/receive/proof.ts";
import { phoneOf } from "../../e2e/delivery.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { startCounted } from "../scene/counted-server.ts";
import { openStillScene } from "../scene/still-time.ts";

/** A webhook as it came over the wire. */
interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Whether somebody takes a webhook now that has one of these keys. */
type Verifier = (arrived: Arrived, secrets: readonly string[]) => boolean;

const EVENTS = { short: 5, full: 150 };
const FORMATS = ["standard", "cloudevents", "flat"] as const;
const CLOCK_WRONG_BY_MS = 600_000;
const RULES = `version: 1
rules:
${FORMATS.map((format) => `  tell-${format}: { on: message_recieved, do: [{ crm: { connection: ${format}, set: { words: "{{ event.text }}" } } }] }`).join("\n")}
`;

/** Webhooks go out signed, and those who take them know the key, another key, both or none of them, by a clock that is right or wrong. */
export const SIGNATURES: Fault = {
  id: "F69",
  title: "signatures of what goes out",
  stores: ["sqlite"],
  run: verifyAll,
};

async function verifyAll(plan: FaultPlan): Promise<FaultReport> {
  const keyOf = (name: string): string => secretOf(`${name} ${plan.seed}`);
  const [old, fresh, strange] = [keyOf("old"), keyOf("fresh"), keyOf("strange")];
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  const expectAll = (what: string, arrived: readonly Arrived[], isRight: (one: Arrived) => boolean): void => {
    counts[what] = (counts[what] ?? 0) + arrived.length;
    violations.push(
      ...sentences(
        `wrong, ${what}`,
        arrived.filter((one) => !isRight(one)).map(({ headers }) => headers),
      ),
    );
  };
  for (const [name, key, other] of [
    ["old", old, fresh],
    ["new", fresh, old],
  ] as const) {
    const arrived = await sendSigned(plan, { key, clockLagMs: 0 });
    const refused = (change: (one: Arrived) => Arrived, secrets: readonly string[] = [key]) => {
      return (one: Arrived) => !VERIFIERS.some((verify) => verify(change(one), secrets));
    };
    const asIs = (one: Arrived): Arrived => one;
    expectAll(`verified with the ${name} key`, arrived, (one) => VERIFIERS.every((verify) => verify(one, [key])));
    expectAll(`verified while it is rotated`, arrived, (one) => VERIFIERS.every((verify) => verify(one, [other, key])));
    expectAll("refused by the other key", arrived, refused(asIs, [other]));
    expectAll("refused by a strange key", arrived, refused(asIs, [strange]));
    expectAll("refused with a byte changed", arrived, refused(withOtherByte));
    expectAll("refused as a replay under another id", arrived, refused(withHeader("webhook-id", "eff_other")));
    expectAll("refused as a replay at another time", arrived, refused(withHeader("webhook-timestamp", secondsNow())));
  }
  for (const clockLagMs of [CLOCK_WRONG_BY_MS, -CLOCK_WRONG_BY_MS]) {
    const arrived = await sendSigned(plan, { key: old, clockLagMs });
    expectAll("refused by the clock", arrived, (one) => !VERIFIERS.some((verify) => verify(one, [old])));
  }
  const wanted = 4 * FORMATS.length * EVENTS[plan.size];
  const webhooks = Object.entries(counts).reduce((sum, [what, count]) => sum + (SENT.test(what) ? count : 0), 0);
  if (webhooks !== wanted) violations.push(`${webhooks} webhooks came, not ${wanted}`);
  return { injected: { webhooks, verifiers: VERIFIERS.length }, figures: counts, violations };
}

/** What is counted once for each webhook. */
const SENT = /^verified with|by the clock$/;

/** Has an engine send webhooks of each format, by a clock that lags; gives them as they arrived, each id once. */
async function sendSigned(
  plan: FaultPlan,
  { key, clockLagMs }: { readonly key: string; readonly clockLagMs: number },
): Promise<readonly Arrived[]> {
  const receiver = await startCounted(plan);
  const url = `http://127.0.0.1:${receiver.port}/hook`;
  const scene = await openStillScene(plan, {
    at: Date.now() - clockLagMs,
    rules: RULES,
    config: FORMATS.map(
      (format) => `  ${format}: { kind: webhook, url: "${url}", signing_secret: "\${HOOK_KEY}", format: ${format} }\n`,
    ).join(""),
    variables: { HOOK_KEY: key },
  });
  for (let event = 0; event < EVENTS[plan.size]; event += 1) {
    // What was signed long ago is refused, however long this takes.
    scene.clock.moveTo(Date.now() - clockLagMs);
    await scene.receive(phoneOf(event), `Grüße 👋 "${event}" \\ {{ x }}`);
    await scene.rest();
  }
  return [...new Map(receiver.received().map((one) => [one.headers["webhook-id"], one])).values()];
}

/** The package of the standard, our own receiver, and the words of the specification. */
const VERIFIERS: readonly Verifier[] = [
  ({ headers, bytes }, secrets) =>
    secrets.some((secret) => {
      try {
        // It parses what it has verified.
        new Webhook(secret).verify(bytes, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    }),
  ({ headers, bytes }, secrets) =>
    verifyProof({ kind: "standard_webhooks", secrets }, { headers, bytes, now: Date.now() }, []) !== null,
  ({ headers, bytes }, secrets) => {
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signatures } = headers;
    if (Math.abs(Date.now() / 1_000 - Number(seconds)) > 300) return false;
    return secrets.some((secret) => {
      const key = Buffer.from(secret.slice("whsec_".length), "base64");
      const signature = createHmac("sha256", key)
        .update(`${String(id)}.${String(seconds)}.`)
        .update(bytes)
        .digest("base64");
      return String(signatures).split(" ").includes(`v1,${signature}`);
    });
  },
];

function secretOf(seed: string): string {
  return `whsec_${createHmac("sha256", "key").update(seed).digest("base64")}`;
}

/** Another digit in the number, so that it stays JSON. */
function withOtherByte({ headers, bytes }: Arrived): Arrived {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf("55501");
  changed.write("6", at);
  return { headers, bytes: changed };
}

function withHeader(name: string, value: string): (arrived: Arrived) => Arrived {
  return ({ headers, bytes }) => ({ headers: { ...headers, [name]: value }, bytes });
}

/** Some seconds later than anything was signed. */
function secondsNow(): string {
  return String(Math.floor(Date.now() / 1_000) + 60);
}
