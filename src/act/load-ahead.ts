import { loadSigner } from "./heymarket/client/credentials.ts";
import { loadHttpClient } from "./http/exchange/http-exchange.ts";

/**
 * Loads what calls need and the first answers do not: an engine that may open no more files later could load nothing any more.
 * Never rejects: a call that needs what is missing says so.
 */
export async function loadAhead(): Promise<void> {
  await Promise.allSettled([loadHttpClient(), loadSigner()]);
}
