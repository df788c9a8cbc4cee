import { Router } from "express";
import type { AdminParts } from "../admin-parts.ts";
import { createContactNames } from "../contact-names.ts";
import { createApprovalPages } from "./approvals.ts";
import { createContactPages } from "./contacts.ts";
import { createDeadPages } from "./dead.ts";
import { createDecidePages } from "./decide/decide.ts";
import { createSystemPages } from "./system.ts";

/** The screens of what waits for a person, and the page on which a person decides. */
export function createOperatePages(parts: AdminParts): Router {
  const named = { ...parts, contactNames: createContactNames(parts.store.deploymentKey) };
  return Router().use(
    createDeadPages(parts),
    createApprovalPages(parts),
    createContactPages(named),
    createSystemPages(parts),
    createDecidePages(named),
  );
}
