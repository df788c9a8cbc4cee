import type { Claim } from "../ports/store/store.ts";
import type { EngineParts } from "./engine-parts.ts";

/** What work under a claim needs. */
export interface Hold {
  readonly parts: EngineParts;
  readonly claim: Claim;
  /** Aborts when the engine ends. */
  readonly signal: AbortSignal;
  /** Waits for something outside, and leaves its place among the lanes worked on to another one meanwhile. */
  readonly aside: <Result>(work: () => Promise<Result>) => Promise<Result>;
}
