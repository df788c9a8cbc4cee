import { messageOf } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { Logger } from "../../ports/system.ts";
import { request } from "../send/http.ts";

/** The way on which the fake Heymarket tells the engine what became of texts. */
export interface DevReports {
  /** Posts a webhook body after those before it. Never throws; without an engine it is dropped. */
  readonly post: (body: JsonObject) => void;
  /** Posts to this webhook from now on; null: to nobody. */
  pointAt(webhook: string | null): void;
  /** Resolves when everything was posted. */
  settled(): Promise<void>;
}

/** Points at nobody yet. */
export function createDevReports(logger: Logger): DevReports {
  let webhook: string | null = null;
  let posted = Promise.resolve();

  async function deliver(body: JsonObject): Promise<void> {
    if (webhook === null) return;
    try {
      await request(webhook, body);
    } catch (error) {
      logger.warn({ error: messageOf(error) }, "the fake Heymarket could not tell what became of a text");
    }
  }

  return {
    post: (body) => {
      posted = posted.then(() => deliver(body));
    },
    pointAt: (next) => {
      webhook = next;
    },
    settled: () => posted,
  };
}
