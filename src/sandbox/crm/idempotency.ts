import { createHash } from "node:crypto";
import type { Answer, FakeRequest } from "../answer.ts";
import { refusal } from "../answer.ts";
import { keep } from "../bounded.ts";

/** The answers given under each `Idempotency-Key`. */
export interface IdempotentAnswers {
  /** The first answer to the same request, or null when it is new. @throws Refusal 422 for another under the same key. */
  find(scope: string, request: FakeRequest): Answer | null;
  remember(scope: string, request: FakeRequest, answer: Answer): void;
  clear(): void;
}

/** Remembers nothing yet. The newest 10,000 keys are kept. */
export function createIdempotentAnswers(): IdempotentAnswers {
  const answers = new Map<string, { readonly digest: string; readonly answer: Answer }>();
  return {
    find: (scope, request) => {
      const first = answers.get(keyOf(scope, request));
      if (first === undefined) return null;
      if (first.digest !== digestOf(request)) {
        throw refusal(422, "idempotency_key_reused", "this Idempotency-Key came with another request before");
      }
      return { ...first.answer, headers: { ...first.answer.headers, "idempotent-replay": "true" } };
    },
    remember: (scope, request, answer) => {
      if (request.headers["idempotency-key"] === undefined) return;
      keep(answers, keyOf(scope, request), { digest: digestOf(request), answer });
    },
    clear: () => {
      answers.clear();
    },
  };
}

function keyOf(scope: string, request: FakeRequest): string {
  return `${scope} ${String(request.headers["idempotency-key"] ?? "")}`;
}

function digestOf(request: FakeRequest): string {
  return createHash("sha256").update(`${request.method} ${request.path}\n${request.text}`).digest("hex");
}
