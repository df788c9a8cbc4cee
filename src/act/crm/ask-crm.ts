import type { Connection } from "../../ports/outside/connection.ts";
import { createJsonClient, performCalls } from "../http/calls.ts";
import type { ConnectionAnswer } from "../http/connection/connection-answer.ts";
import { createConnectionClient } from "../http/connection/connection-client.ts";
import type { ConnectionSystem } from "../http/connection/connection-client.ts";
import { dialectOf } from "./dialects.ts";
import { vendorOf } from "./registry.ts";

/** Kept for stories, so that nobody has it. Source: nationalnanpa.com, 555 line numbers 0100 to 0199. */
const NOBODYS_NUMBER = "+12025550100";

/**
 * Asks a CRM as a rule would, and changes nothing: it looks for a number that nobody has. So an address, a secret, a permission or a
 * field that is not right is found. Null when the connection is no CRM with records. Never rejects.
 */
export async function askCrm(
  connection: Connection,
  { timeoutMs, ...system }: ConnectionSystem & { readonly timeoutMs: number },
): Promise<ConnectionAnswer | null> {
  const { name, kind, crm: target } = connection;
  const vendor = vendorOf(kind);
  if (vendor === null || target?.kind !== "records") return null;
  const client = createConnectionClient(connection, { ...system, dialect: dialectOf(kind) });
  const attempt = {
    client: createJsonClient(name, client),
    timeoutMs,
    notDone: `${name} was not searched`,
    hasSlot: false,
  };
  const found = await performCalls(attempt, async (call) => {
    await vendor.find({ call, target, needsTags: false }, NOBODYS_NUMBER);
    return null;
  });
  const asked = { wasAuthorized: connection.auth.kind !== "none", isWhole: true };
  if (found === null) return { ...asked, status: 200, problem: null };
  return { ...asked, status: found.httpStatus, problem: found.message };
}
