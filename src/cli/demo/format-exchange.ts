import type { Exchange } from "../../app/sandbox.ts";
import { printable, printableJson, shorten } from "../../show/text/printable.ts";
import { withoutSecrets } from "../../show/text/redact.ts";

const BODY_LENGTH = 240;

/** A request a fake got and what it answered, on one line; numbers are not masked, they are fiction. */
export function formatExchange({ method, path, status, body }: Exchange): string {
  const sent = body === null ? "" : ` ${shorten(printableJson(withoutSecrets(body)), BODY_LENGTH)}`;
  return `${method} ${printable(path)}${sent} → ${status ?? "no answer yet"}`;
}
