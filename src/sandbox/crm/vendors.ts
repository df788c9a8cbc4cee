import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import { startFakeHubspot } from "./hubspot.ts";
import { startFakePipedrive } from "./pipedrive.ts";
import { startFakeSalesforce } from "./salesforce.ts";
import { startFakeZoho } from "./zoho.ts";
import type { VendorFake, VendorFakeOptions } from "./vendor-fake.ts";

const FAKES: Partial<Record<ConnectionKind, (options: VendorFakeOptions) => Promise<VendorFake>>> = {
  hubspot: startFakeHubspot,
  salesforce: startFakeSalesforce,
  pipedrive: startFakePipedrive,
  zoho: startFakeZoho,
};

/**
 * Starts a fake of the CRM that a kind of connection is for; null when there is none of its own.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startVendorFake(kind: ConnectionKind, options: VendorFakeOptions): Promise<VendorFake | null> {
  return (await FAKES[kind]?.(options)) ?? null;
}
