import type { RequestHandler, Response } from "express";
import type { Pause } from "../../core/model/decision.ts";
import type { AdminParts } from "../admin-parts.ts";

/** Looks up for every page whether everything is paused; the page itself says what is wrong when the store cannot be read. */
export function createAllPaused({ store }: Pick<AdminParts, "store">): RequestHandler {
  return async (_request, response, next) => {
    const pauses = await store.pauses().catch(() => []);
    response.locals["allPaused"] = pauses.find(({ kind }) => kind === "all") ?? null;
    next();
  };
}

/** The pause of everything, as it was looked up for an answer; null without one. */
export function allPausedOf(response: Response): Pause | null {
  return (response.locals["allPaused"] as Pause | undefined) ?? null;
}
