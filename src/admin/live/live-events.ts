import { Router } from "express";
import type { Request, Response } from "express";
import type { EventSearch } from "../../show/views/search.ts";
import { parseSearch } from "../../show/views/search.ts";
import type { AdminParts } from "../admin-parts.ts";
import { parameterOf } from "../pages/query.ts";
import { createNewestEvents, newsBehind } from "./event-news.ts";

/** A page that is told what comes. */
interface Follower {
  readonly request: Request;
  readonly response: Response;
  readonly search: EventSearch;
  /** The last event it was told of. */
  after: string;
  /** When something was written to it last, by the clock that nobody sets. */
  wroteAt: number;
}

/** More pages are not told: each holds a connection. */
const MOST_FOLLOWERS = 50;
const HEARTBEAT_MS = 15_000;
const STREAM_HEADERS = {
  ...{ "content-type": "text/event-stream", "cache-control": "no-cache", "x-accel-buffering": "no" },
};
const LOOK_EVERY_MS = 1_000;

/**
 * `GET /live/events`: tells a page by Server-Sent Events how many events came, each message with the id of the newest, from which on a
 * page that comes back goes on. One look at the store serves all pages; none is taken while there is no page.
 */
export function createLiveEvents(
  { store, clock, monotonicMs, logger }: Pick<AdminParts, "store" | "clock" | "monotonicMs" | "logger">,
  /** Whether who asked is still let in. */
  isStillIn: (request: Request) => boolean,
): Router {
  const followers = new Set<Follower>();
  const newestEvents = createNewestEvents(store);
  let timer: NodeJS.Timeout | null = null;

  const end = (follower: Follower): void => {
    followers.delete(follower);
    follower.response.end();
    if (followers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  const write = (follower: Follower, text: string): void => {
    follower.response.write(text);
    follower.wroteAt = monotonicMs();
  };
  const look = async (): Promise<void> => {
    for (const follower of followers) if (!isStillIn(follower.request)) end(follower);
    if (followers.size === 0) return;
    const newest = await newestEvents();
    for (const follower of followers) {
      const news = newsBehind(newest, follower);
      if (news !== null) {
        follower.after = news.newestId;
        const { count, isMore } = news;
        if (count > 0)
          write(follower, `id: ${news.newestId}\nevent: news\ndata: ${JSON.stringify({ count, isMore })}\n\n`);
      }
      if (monotonicMs() - follower.wroteAt >= HEARTBEAT_MS) write(follower, ": still here\n\n");
    }
  };
  // A store that cannot be read now is looked at again.
  const lookAgain = (): void => {
    look().catch((error: unknown) => {
      logger.warn({ error: String(error) }, "the newest events could not be read for the dashboard");
    });
  };

  const router = Router();
  router.get("/live/events", (request, response) => {
    if (followers.size >= MOST_FOLLOWERS) {
      response.status(503).set("retry-after", "60").type("text/plain").send("Too many pages are open.\n");
      return;
    }
    const { search } = parseSearch(parameterOf(request, "q"), clock.now());
    const after = request.get("last-event-id") ?? parameterOf(request, "after");
    const follower: Follower = { request, response, search, after, wroteAt: monotonicMs() };
    response.writeHead(200, STREAM_HEADERS);
    write(follower, "retry: 5000\n\n");
    followers.add(follower);
    response.on("close", () => {
      end(follower);
    });
    timer ??= setInterval(lookAgain, LOOK_EVERY_MS).unref();
    lookAgain();
  });
  return router;
}
