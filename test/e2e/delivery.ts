import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { TOKEN } from "./world.ts";

/** What Heymarket posts for a text from a customer. */
export interface Delivery {
  /** `event_data.id`: what makes two deliveries the same event. */
  readonly id: number;
  /** The same bytes for every try. */
  readonly body: string;
}

/** A text from a customer; `phone` is digits with country code. */
export function makeDelivery({ id, phone, text }: { id: number; phone: string; text: string }): Delivery {
  const conversation = { id: Number(phone.slice(-9)), inbox: 101, target: phone };
  const data = { id, phone, text, date: new Date().toISOString(), conversation };
  return { id, body: JSON.stringify({ type: "message_recieved", id: 7, token: TOKEN, event_data: data }) };
}

/** The `index`-th of 80,000 numbers nobody has, digits with country code. */
export function phoneOf(index: number): string {
  return `1${200 + (Math.floor(index / 100) % 800)}55501${String(index % 100).padStart(2, "0")}`;
}

/** What became of one request: an answer, or a connection that broke. */
export type Reply = Answer | { readonly kind: "broken"; readonly code: string };

/** What a receiver said. */
export interface Answer {
  readonly kind: "answered";
  readonly status: number;
  readonly retryAfter: string | null;
  /** Id of the stored event. */
  readonly event: string | null;
  readonly at: number;
}

/** Posts deliveries over connections it keeps. */
export interface Sender {
  /** Never rejects. */
  readonly post: (webhook: string, delivery: Delivery) => Promise<Reply>;
  /** Posts a delivery again as long as it is refused for now, as whoever has a busy store does; rejects at any other answer than 200. */
  readonly deliver: (webhook: string, delivery: Delivery) => Promise<Answer>;
  readonly close: () => void;
}

/** A sender with at most so many connections at once. */
export function createSender(connections = 64): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post: Sender["post"] = (webhook, { body }) =>
    new Promise((resolve) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const call = request(webhook, { method: "POST", agent, headers, timeout: 150_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { statusCode: status = 0 } = response;
          const retryAfter = response.headers["retry-after"] ?? null;
          const event = status === 200 ? eventIn(Buffer.concat(chunks).toString()) : null;
          resolve({ kind: "answered", status, retryAfter, event, at: Date.now() });
        });
        response.on("error", broken);
      });
      const broken = (error: NodeJS.ErrnoException): void => {
        resolve({ kind: "broken", code: error.code ?? error.message });
      };
      call.on("error", broken);
      call.on("timeout", () => call.destroy(new Error("no answer in 150 s")));
      call.end(body);
    });
  return {
    post,
    deliver: async (webhook, delivery) => {
      for (;;) {
        const reply = await post(webhook, delivery);
        if (reply.kind === "answered" && reply.status === 200) return reply;
        if (reply.kind === "broken" || reply.status !== 503) throw new Error(`not accepted: ${JSON.stringify(reply)}`);
        await delay(Number(reply.retryAfter ?? 1) * 1_000);
      }
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** Other answers need not have a body: Node itself gives 408 to a request that took too long to come. */
function eventIn(accepted: string): string | null {
  const { event = null } = JSON.parse(accepted) as { readonly event?: string };
  return event;
}
