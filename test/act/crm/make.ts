import { onTestFinished } from "vitest";
import type { EffectRequests } from "../../../src/core/model/ruleset/action.ts";
import { traitsOf } from "../../../src/core/model/ruleset/connection-kind.ts";
import type { ConnectionKind } from "../../../src/core/model/ruleset/connection-kind.ts";
import type { Outcome } from "../../../src/core/model/outcome.ts";
import type { Connection } from "../../../src/ports/outside/connection.ts";
import type { VendorFake } from "../../../src/sandbox/crm/vendor-fake.ts";
import { makeActions, makeConnection } from "../make.ts";

export const TOKEN = "crm-token-1";
export const PHONE = "+15105550100";

export interface CrmScene {
  readonly crm: VendorFake;
  /** Makes one attempt; the number of the attempt counts up by itself. */
  readonly change: (request: Partial<EffectRequests["crm"]>) => Promise<Outcome>;
  readonly logger: ReturnType<typeof makeActions>["logger"];
}

/** The action `crm` before a fake CRM. */
export function sceneOf(crm: VendorFake, kind: ConnectionKind, overrides: Partial<Connection> = {}): CrmScene {
  onTestFinished(() => crm.close());
  const { records } = traitsOf(kind);
  if (records === undefined) throw new Error(`${kind} has no records`);
  const target = { kind: "records", country: "US", ...records } as const;
  const { actions, logger } = makeActions({
    connections: [makeConnection(crm.url, { kind, crm: target, ...overrides })],
  });
  let attempt = 0;
  return {
    crm,
    logger,
    change: (request) => {
      attempt += 1;
      const whole = { ...NOTHING, ...request };
      return actions.crm.perform({ effectId: "eff_1", request: whole, localId: null, attempt, timeoutMs: 20_000 });
    },
  };
}

const NOTHING: EffectRequests["crm"] = {
  connection: "crm",
  phone: PHONE,
  at: "2026-05-05T22:10:00.000Z",
  // Further east, where the organisation is.
  date: "2026-05-06",
  create: false,
  several: "fail",
  set: {},
  tags: { add: [], remove: [] },
  opt_out: null,
  note: null,
};
