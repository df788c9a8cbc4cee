import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import { hubspot } from "./hubspot.ts";
import { pipedrive } from "./pipedrive.ts";
import { salesforce } from "./salesforce.ts";
import type { CrmVendor } from "./vendor.ts";
import { zoho } from "./zoho.ts";

const VENDORS: Partial<Record<ConnectionKind, CrmVendor>> = { hubspot, salesforce, pipedrive, zoho };

/** The CRM behind a kind of connection; null when there is none with records. */
export function vendorOf(kind: ConnectionKind): CrmVendor | null {
  return VENDORS[kind] ?? null;
}
