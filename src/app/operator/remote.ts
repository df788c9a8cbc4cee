import { openAdminClient } from "../../admin/client/admin-client.ts";
import type { AdminClient, RemoteRule } from "../../admin/client/admin-client.ts";
import { VERSION } from "../../version.ts";

export type { RemoteRule };

/** An engine elsewhere, by the address of its admin listener. @throws as {@link openAdminClient}. */
export function openRemote(url: string, token: string): Promise<AdminClient> {
  return openAdminClient({ url, token, version: VERSION });
}
