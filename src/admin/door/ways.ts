import type { Request } from "express";
import type { ScreenPath } from "../../dashboard/page.tsx";
import { SCREENS } from "../../dashboard/page.tsx";
import { isOwnPath } from "../own-path.ts";

/** Where who is let in goes that asked for no page. */
const HOME = "/";

/** Path of the login that leads on to what was asked for, a path with its query. */
export function loginPathFor(asked: string): string {
  return pathTo(asked) === HOME ? "/login" : `/login?${new URLSearchParams({ to: asked }).toString()}`;
}

/** The path of ours that a login leads on to; what is none leads home. */
export function pathTo(wanted: unknown): string {
  return typeof wanted === "string" && isOwnPath(wanted) ? wanted : HOME;
}

/** The page of ours, with its query, on which a link or form stood, as a browser says by `Referer`; null when it does not, or it was none of ours. */
export function cameFrom(request: Request): string | null {
  const url = URL.parse(request.get("referer") ?? "");
  if (url === null) return null;
  // A proxy may have put its own name of this listener in place of the one asked for.
  const isOurs = url.host === request.headers.host || request.get("sec-fetch-site") === "same-origin";
  const path = url.pathname + url.search;
  return isOurs && isOwnPath(path) && !path.startsWith("/login") ? path : null;
}

/** How to go on from a page that says why there is no other. */
export interface Ways {
  /** The page that led to it; null when none of ours did. */
  readonly before: string | null;
  /** The screen it would have been one of. */
  readonly screen: ScreenPath;
}

/** How to go on from the page of a request that has none. */
export function waysBack(request: Request): Ways {
  const { back } = request.query;
  const before = cameFrom(request) ?? (typeof back === "string" && isOwnPath(back) ? back : null);
  const [, first = ""] = request.path.split("/");
  const screen = SCREENS.find(({ path }) => path === `/${first}`)?.path ?? HOME;
  const isElsewhere = before !== screen && (before !== request.originalUrl || request.method !== "GET");
  return { before: isElsewhere ? before : null, screen };
}
