/** Webhook token of every benchmark. */
export const TOKEN = "benchmark";

/** Numbers there are contacts for. */
const CONTACTS = 10_000;

/** Gives bodies as Heymarket sends them, each with a message id of its own, from one of 10,000 contacts in turn. */
export function createBodies(text: string, firstId = Date.now() * 1_000): () => string {
  let id = firstId;
  return () => {
    id += 1;
    return bodyOf(id, text);
  };
}

/** The webhook body of one inbound text. */
export function bodyOf(id: number, text: string): string {
  const phone = phoneOf(id);
  return JSON.stringify({
    id: 7,
    type: "message_recieved",
    token: TOKEN,
    event_data: {
      id,
      type: "sms",
      text,
      status: "received",
      date: "2026-03-10T15:04:05Z",
      updated: "2026-03-10T15:04:05Z",
      phone,
      target: phone,
      media: null,
      conversation: {
        id: 9_000 + (id % CONTACTS),
        inbox: 301,
        target: phone,
        name: "Ada Lovelace",
        status: "open",
        assigned: 55,
      },
    },
  });
}

/** The contact an id stands for, without plus sign. */
export function phoneOf(id: number): string {
  return `1202555${String(id % CONTACTS).padStart(4, "0")}`;
}
