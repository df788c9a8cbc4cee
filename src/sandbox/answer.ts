import type { IncomingHttpHeaders } from "node:http";
import type { JsonValue } from "../core/base/json.ts";

/** A request as the endpoints of a fake see it. */
export interface FakeRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** Decoded parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as sent. */
  readonly text: string;
  /** The body as JSON, or undefined when it is not JSON. */
  readonly json: JsonValue | undefined;
}

/** What a fake answers, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Executes a request. A `Refusal` it throws is the answer. */
export type Endpoint = (request: FakeRequest) => Answer | Promise<Answer>;

/** A request refused with an answer, thrown from wherever the fault is found. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(answer.text);
    this.name = "Refusal";
    this.answer = answer;
  }
}

/** An answer with a JSON body; a string becomes a JSON string, as Heymarket's `"ok"`. */
export function jsonAnswer(status: number, body: JsonValue, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    text: JSON.stringify(body),
  };
}

/** An answer with a plain text body. */
export function textAnswer(status: number, text: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, text };
}

/** A refusal in the form both fakes use, `{"error", "message"}`. */
export function refusal(status: number, error: string, message: string): Refusal {
  return new Refusal(jsonAnswer(status, { error, message }));
}

/** Whether a request says that its body is JSON. */
export function declaresJson(request: FakeRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "");
}
