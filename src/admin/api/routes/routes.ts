import type { Route } from "../route.ts";
import { CONTACT_ROUTES } from "./contacts.ts";
import { DEAD_ROUTES } from "./dead.ts";
import { ENGINE_ROUTES } from "./engine.ts";
import { EVENT_ROUTES } from "./events.ts";
import { OPERATION_ROUTES } from "./operations.ts";
import { PLAYGROUND_ROUTES } from "./playground.ts";
import { RECORD_ROUTES } from "./records.ts";
import { RULE_ROUTES } from "./rules.ts";
import { RUN_ROUTES } from "./runs.ts";

/** Everything that can be asked of the admin API. */
export const ROUTES: readonly Route[] = [
  ...EVENT_ROUTES,
  ...RUN_ROUTES,
  ...RULE_ROUTES,
  ...CONTACT_ROUTES,
  ...DEAD_ROUTES,
  ...PLAYGROUND_ROUTES,
  ...OPERATION_ROUTES,
  ...ENGINE_ROUTES,
  ...RECORD_ROUTES,
];
