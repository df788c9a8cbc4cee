/** Webhook token of every benchmark. */
export const TOKEN = "benchmark";

/** How many contacts write again and again. */
export const REGULARS = 10_000;

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
  return messageBody({ id, text, phone: phoneOf(id), date: "2026-03-10T15:04:05Z" });
}

/** The webhook body of an inbound text from a number without plus sign. */
export function messageBody({
  id,
  text,
  phone,
  date,
}: {
  readonly id: number;
  readonly text: string;
  readonly phone: string;
  readonly date: string;
}): string {
  return JSON.stringify({
    id: 7,
    type: "message_recieved",
    token: TOKEN,
    event_data: {
      id,
      type: "sms",
      text,
      status: "received",
      date,
      updated: date,
      phone,
      target: phone,
      media: null,
      conversation: {
        id: 9_000 + (id % REGULARS),
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
  return `1202555${String(id % REGULARS).padStart(4, "0")}`;
}

/** The contact who writes most in a history, without plus sign. */
export const BUSY_PHONE = phoneOf(0);
