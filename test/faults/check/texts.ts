import type { Evidence, Finding } from "./evidence.ts";
import { acceptedTexts, countBy, repeated, sentences } from "./evidence.ts";

/** I4: no text twice; what went out is done in the ledger, and what is done went out. */
export function checkTexts({ sent, heymarket, messages, rows }: Evidence): Finding {
  const sends = countBy(messages, (message) => message.local_id);
  const acceptedTwice = repeated(countBy(acceptedTexts(heymarket), ({ localId }) => localId));
  const sentTwice = repeated(countBy(messages, ({ text }) => text));
  const texts = rows.effects.filter(({ action }) => action === "send_message");
  const inDoubt = texts.filter(({ wholeLooks }) => wholeLooks !== null);
  const unknown = texts.filter(({ status }) => status === "unknown");
  const sentAndUnknown = unknown.filter(({ localId }) => sends.has(localId));
  const parkedRuns = new Set(rows.runs.filter(({ status }) => status === "parked").map(({ id }) => id));
  const parked = unknown.filter(({ run }) => parkedRuns.has(run)).length;
  const found = inDoubt.filter(({ status }) => status === "done").length;
  const known = new Set(texts.map(({ localId }) => localId));
  const asked = sent.filter(({ wish, acks }) => wish === "price" && acks.length > 0);
  return {
    figures: {
      texts: messages.length,
      "texts twice": Math.max(acceptedTwice.length, sentTwice.length),
      "texts in doubt": inDoubt.length,
      "found in the history": found,
      "parked texts": parked,
      "still looked for": inDoubt.length - found - parked,
      "sent and not found": sentAndUnknown.length,
    },
    violations: [
      ...sentences("I4 one local_id accepted twice", acceptedTwice),
      ...sentences("I4 one event answered twice", sentTwice),
      ...sentences(
        "I4 sent and not in the ledger",
        [...sends.keys()].filter((localId) => !known.has(localId)),
      ),
      ...sentences(
        "I4 done in the ledger and not sent",
        texts.filter(({ status, localId }) => status === "done" && !sends.has(localId)),
      ),
      ...sentences("I4 went out and could be found, and is not done in the ledger", sentAndUnknown),
      ...sentences("I4 texts at no end", texts.filter(isAtNoEnd)),
      ...(texts.length < asked.length ? ["I4 a question has no answer"] : []),
    ],
  };
}

function isAtNoEnd({ status }: { readonly status: string }): boolean {
  return !["done", "unknown", "blocked"].includes(status);
}
