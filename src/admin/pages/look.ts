import type { Response } from "express";
import type { PageLook } from "../../dashboard/page.tsx";
import type { Store } from "../../ports/store/store.ts";
import { leavingOutDamaged } from "../../show/views/leaving-out-damaged.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { AdminParts } from "../admin-parts.ts";
import { allPausedOf } from "./all-paused.ts";
import { nonceOf } from "../door/headers.ts";
import { visitorOf } from "../door/visitors.ts";

/** How a page is to be drawn for whoever asked for it. */
export function pageLookOf(response: Response, parts: AdminParts): PageLook & ViewLook {
  return pageFor(response, parts).look;
}

/**
 * The same, and the store the page is made from: a damaged record is left out and named on the page, but for the one the page is
 * about, of the id `about`, without which there is no page.
 */
export function pageFor(
  response: Response,
  { store, clock, inForce, version }: AdminParts,
  about?: string,
): { readonly look: PageLook & ViewLook; readonly store: Store } {
  const visitor = visitorOf(response);
  const { rules, settings } = inForce();
  const ruleName = (ruleId: string): string | null => rules.find(({ id }) => id === ruleId)?.name ?? null;
  const leftOut = new Set<string>();
  const made = { nonce: nonceOf(response), version, allPaused: allPausedOf(response) };
  const ways = { visitor, ...made, now: clock.now(), zone: settings.timezone };
  return { look: { ...ways, ruleName, leftOut }, store: leavingOutDamaged(store, leftOut, about) };
}
