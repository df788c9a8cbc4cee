import type { Response } from "express";
import type { PageLook } from "../../dashboard/page.tsx";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { AdminParts } from "../admin-parts.ts";
import { nonceOf } from "../door/headers.ts";
import { visitorOf } from "../door/visitors.ts";

/** How a page is to be drawn for whoever asked for it. */
export function pageLookOf(response: Response, { clock, inForce, version }: AdminParts): PageLook & ViewLook {
  const visitor = visitorOf(response);
  const { rules, settings } = inForce();
  const ruleName = (ruleId: string): string | null => rules.find(({ id }) => id === ruleId)?.name ?? null;
  return { visitor, nonce: nonceOf(response), version, now: clock.now(), zone: settings.timezone, ruleName };
}
