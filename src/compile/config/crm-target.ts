import { traitsOf } from "../../core/model/ruleset/connection-kind.ts";
import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import type { CrmTarget } from "../../ports/outside/connection.ts";
import type { WrittenConnection } from "../generated/written-config.ts";
import type { Findings } from "../yaml/findings.ts";
import { hasPlaceholder } from "./environment/environment.ts";

const KEYS = ["object", "phone_fields", "tags_field", "opt_out", "signing_secret", "format"] as const;
type Key = (typeof KEYS)[number];

/** The keys each kind of CRM knows besides its address and auth. */
const KNOWN: Partial<Record<ConnectionKind, readonly Key[]>> = {
  hubspot: ["phone_fields", "tags_field", "opt_out"],
  salesforce: ["object", "phone_fields", "tags_field", "opt_out"],
  pipedrive: ["opt_out"],
  zoho: ["object", "phone_fields", "opt_out"],
  webhook: ["signing_secret", "format"],
};

/** How the CRM behind a connection is written to; null for other kinds. Keys that the kind does not know are reported. */
export function compileCrmTarget(
  connection: { readonly name: string; readonly kind: ConnectionKind; readonly written: WrittenConnection },
  { country, findings }: { readonly country: string; readonly findings: Findings },
): CrmTarget | null {
  const { name, kind, written } = connection;
  const known = KNOWN[kind] ?? [];
  for (const key of KEYS) {
    if (written[key] === undefined || known.includes(key)) continue;
    const message = `a connection of kind ${kind} has no ${key}`;
    findings.error({ code: "unknown-key", path: ["connections", name, key], message, hint: "remove it", which: "key" });
  }
  if (kind === "webhook") {
    const { signing_secret: signingSecret = null, format = "standard" } = written;
    checkSigningSecret(signingSecret, name, findings);
    return { kind: "webhook", format, signingSecret };
  }
  const { records } = traitsOf(kind);
  if (records === undefined) return null;
  const { field = records.optOut.field, as = records.optOut.as } = written.opt_out ?? {};
  return {
    kind: "records",
    object: written.object ?? records.object,
    phoneFields: written.phone_fields ?? records.phoneFields,
    tagsField: written.tags_field ?? records.tagsField,
    optOut: { field, as },
    country,
  };
}

/** Source: Standard Webhooks, signature scheme: base64 behind `whsec_`, 24 to 64 bytes. */
function checkSigningSecret(secret: string | null, name: string, findings: Findings): void {
  if (secret === null || hasPlaceholder(secret)) return;
  const bytes = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const length = bytes === undefined ? 0 : Buffer.from(bytes, "base64").length;
  if (length >= 24 && length <= 64) return;
  const path = ["connections", name, "signing_secret"];
  const message = `"${path.join(".")}" must be whsec_ and the base64 of 24 to 64 random bytes`;
  const hint = 'such as the output of: echo "whsec_$(openssl rand -base64 32)"';
  findings.error({ code: "invalid-value", path, message, hint });
}
