import { Router } from "express";
import type { ServedParts } from "../admin-parts.ts";
import { createApprovalPages } from "./approvals.ts";
import { createContactPages } from "./contacts.ts";
import { createDeadPages } from "./dead.ts";
import { createDecidePages } from "./decide/decide.ts";
import { createSystemPages } from "./system.ts";

/** The screens of what waits for a person, and the page on which a person decides. */
export function createOperatePages(parts: ServedParts): Router {
  return Router().use(
    createDeadPages(parts),
    createApprovalPages(parts),
    createContactPages(parts),
    createSystemPages(parts),
    createDecidePages(parts),
  );
}
