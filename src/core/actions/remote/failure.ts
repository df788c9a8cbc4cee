import { notSent, refused, unclear } from "../../model/outcome.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Answer } from "../../model/run/answer.ts";
import { remoteCode, remoteMessage } from "./reason.ts";
import type { OwnWords } from "./reason.ts";

/** How long a destination is paused that does not say how long. */
export const PAUSE_WITHOUT_RETRY_AFTER_MS = 5_000;

/** What a remote says of a failing answer in a form of its own; what it leaves out is read as everybody says it. */
export interface OwnForm extends OwnWords {
  /** For how long it takes no calls, milliseconds; null when it says nothing of the kind. */
  readonly pauseMs?: number | null;
  /** Whether the same call may be taken when it is made again. */
  readonly isTransient?: boolean;
}

/** A whole answer that is no 2xx. */
interface FailingAnswer extends Answer {
  /** Names the remote in the message. */
  readonly name: string;
  readonly requestId: string | null;
  /** The body; read for a reason when it is not JSON. */
  readonly text: string;
  readonly isJson: boolean;
  /** Taken out of whatever the remote says. */
  readonly secrets: readonly string[];
  /** What it asked for, milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;
  /** Null or absent: it says everything as everybody does. */
  readonly own?: OwnForm | null;
}

/** What may be done after an answer that is no 2xx. Source for 408, 425 and 429 as "not executed": RFC 9110, 8470, 6585. */
export function failureOf(answer: FailingAnswer): Exclude<Outcome, { readonly kind: "done" }> {
  const { name, status, json, headers, requestId, retryAfterMs } = answer;
  const { pauseMs = null, isTransient = false, ...words } = answer.own ?? {};
  const parsed = answer.isJson ? json : undefined;
  const said = remoteMessage({ json: parsed, text: answer.text, secrets: answer.secrets }, words);
  const message = said === null ? `${name} answered ${status}.` : `${name} answered ${status}: ${said}`;
  const evidence = { httpStatus: status, requestId, answer: { status, json, headers } };
  if (pauseMs !== null) return notSent(message, { ...evidence, retryAfterMs: pauseMs, counts: false });
  if (isTransient) return notSent(message, evidence);
  if (status === 408 || status === 425 || status === 429) {
    const askedMs = retryAfterMs ?? (status === 429 ? PAUSE_WITHOUT_RETRY_AFTER_MS : null);
    return notSent(message, { ...evidence, retryAfterMs: askedMs, counts: status !== 429 });
  }
  if (status >= 500) return unclear(message, evidence);
  if (status < 400) return refused(`http_${status}`, `${message} Redirects are not followed.`, evidence);
  return refused(remoteCode(parsed, words) ?? `http_${status}`, message, evidence);
}
