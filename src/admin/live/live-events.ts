import { Router } from "express";
import type { Request, Response } from "express";
import type { EventSearch } from "../../show/views/events/search.ts";
import { parseSearch } from "../../show/views/events/search.ts";
import type { AdminParts } from "../admin-parts.ts";
import { parameterOf } from "../pages/query.ts";
import type { Told } from "./event-news.ts";
import { createNewestEvents, newsBehind } from "./event-news.ts";

/** A page that is told what comes. */
interface Follower {
  readonly request: Request;
  readonly response: Response;
  readonly search: EventSearch;
  told: Told;
  /** When something was written to it last, by the clock that nobody sets. */
  wroteAt: number;
}

/** More pages are not told: each holds a connection. */
export const MOST_FOLLOWERS = 50;
const HEARTBEAT_MS = 15_000;
const STREAM_HEADERS = {
  ...{ "content-type": "text/event-stream", "cache-control": "no-cache", "x-accel-buffering": "no" },
  // What ends is not to be waited for when the listener closes.
  connection: "close",
};
const LOOK_EVERY_MS = 1_000;

/**
 * `GET /live/events`: tells a page by Server-Sent Events how many events came, each message with the id of the newest, from which on a
 * page that comes back goes on. One look at the store serves all pages; none is taken while there is no page. Whoever is not let in
 * (any more) is left to the door behind it: a page that is only left open does not use its session.
 */
export function createLiveEvents(
  parts: AdminParts,
  /** Whether who asked is still let in. */
  isStillIn: (request: Request) => boolean,
): Router {
  const { store, monotonicMs, logger, closing } = parts;
  const followers = new Set<Follower>();
  const newestEvents = createNewestEvents(store);
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;

  const end = (follower: Follower): void => {
    followers.delete(follower);
    follower.response.end();
    if (followers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  const look = async (): Promise<void> => {
    for (const follower of followers) if (!isStillIn(follower.request)) end(follower);
    // Who comes during the look may know of events that it does not see yet.
    const asked = [...followers];
    if (asked.length === 0) return;
    const newest = await newestEvents();
    for (const follower of asked) if (followers.has(follower)) tell(follower, { newest, now: monotonicMs() });
  };
  // One look at a time: an older one that ends later would tell again. A store that cannot be read now is looked at again.
  const lookAgain = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      await look();
    } catch (error) {
      logger.warn({ error: String(error) }, "the newest events could not be read for the dashboard");
    } finally {
      isLooking = false;
    }
  };
  closing.addEventListener("abort", () => {
    for (const follower of followers) end(follower);
  });

  const router = Router();
  router.get("/live/events", (request, response, next) => {
    if (!isStillIn(request)) {
      next();
      return;
    }
    if (followers.size >= MOST_FOLLOWERS) {
      response.status(503).set("retry-after", "60").type("text/plain").send("Too many pages are open.\n");
      return;
    }
    const search = searchOf(request, parts);
    const after = request.get("last-event-id") ?? parameterOf(request, "after");
    response.writeHead(200, STREAM_HEADERS).write("retry: 5000\n\n");
    const follower: Follower = { request, response, search, told: { after, known: null }, wroteAt: monotonicMs() };
    followers.add(follower);
    response.on("close", () => {
      end(follower);
    });
    timer ??= setInterval(() => void lookAgain(), LOOK_EVERY_MS).unref();
    void lookAgain();
  });
  return router;
}

function searchOf(request: Request, { inForce, clock }: AdminParts): EventSearch {
  const { country, timezone } = inForce().settings;
  return parseSearch(parameterOf(request, "q"), { now: clock.now(), zone: timezone, country }).search;
}

/** Tells a page what came, or that the connection still stands; nothing while it has not taken what it was told before. */
function tell(
  follower: Follower,
  { newest, now }: { readonly newest: Parameters<typeof newsBehind>[0]; readonly now: number },
): void {
  const { response } = follower;
  if (response.writableLength > 0) return;
  const write = (text: string): void => {
    response.write(text);
    follower.wroteAt = now;
  };
  const { news, told } = newsBehind(newest, { ...follower.told, search: follower.search });
  follower.told = told;
  if (news !== null) {
    const { count, isMore, newestId } = news;
    if (count > 0) write(`id: ${newestId}\nevent: news\ndata: ${JSON.stringify({ count, isMore })}\n\n`);
  }
  if (now - follower.wroteAt >= HEARTBEAT_MS) write(": still here\n\n");
}
