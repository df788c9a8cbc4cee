import type { Instance } from "../core/alarm/instance.ts";
import type { Digest } from "../core/base/ids.ts";
import { canonicalJson } from "../core/base/json.ts";
import type { JsonValue } from "../core/base/json.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";

/** Where in heyrules.yaml each setting is written. */
const WRITTEN_BELOW: Readonly<Record<keyof Settings, string>> = {
  timezone: "timezone",
  country: "country",
  org: "org",
  publicUrl: "public_url",
  sender: "heymarket",
  aiMembers: "heymarket",
  names: "heymarket",
  contactReads: "heymarket",
  optOutWords: "sending",
  sending: "sending",
  inboxes: "inboxes",
  calendars: "calendars",
  laneBlockMaxMs: "lane_block_max",
  connections: "connections",
  sources: "sources",
};
const DIGEST_LENGTH = 16;

/** Digests of settings by the key of heyrules.yaml below which they stand; in whatever order that has its keys. */
export function settingsDigests(settings: Settings, digest: Digest): Instance["settings"] {
  const digests: Record<string, string> = {};
  for (const [setting, key] of Object.entries(WRITTEN_BELOW)) {
    const value = canonicalJson((settings[setting as keyof Settings] ?? null) as JsonValue);
    digests[key] = digest(`${digests[key] ?? ""}${setting}${value}`).slice(0, DIGEST_LENGTH);
  }
  return digests;
}
