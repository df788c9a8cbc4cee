import type { RemoteAccess } from "../config/config.ts";
import { proxyName } from "../core/actions/remote/proxy.ts";
import { printable } from "../show/text/printable.ts";
import type { Attempt, Check } from "./check.ts";
import { good } from "./check.ts";
import type { NamedConfig } from "./examined.ts";

/** Which proxy is in use for what; nothing while all is called directly. User names and passwords are not shown. */
export function checkProxy(named: NamedConfig | null, access: Attempt<RemoteAccess>): readonly Check[] {
  const heymarket = access.value?.heymarket;
  const remotes = [
    ...(heymarket === null || heymarket === undefined ? [] : [{ name: "heymarket", proxyUrl: heymarket.proxyUrl }]),
    ...(named?.connections ?? []),
  ];
  const proxied = new Map<string, string[]>();
  for (const { name, proxyUrl = null } of remotes) {
    if (proxyUrl === null) continue;
    const proxy = printable(proxyName(proxyUrl));
    proxied.set(proxy, [...(proxied.get(proxy) ?? []), name]);
  }
  if (proxied.size === 0) return [];
  const direct = remotes.filter(({ proxyUrl = null }) => proxyUrl === null).map(({ name }) => name);
  const ways = [...proxied].map(([proxy, names]) => `${names.join(", ")} through ${proxy}`);
  return [good("proxy", [...ways, ...(direct.length === 0 ? [] : [`${direct.join(", ")} directly`])].join("; "))];
}
