/** What a store URL names. */
export type StoreUrl =
  | { readonly kind: "sqlite" | "json"; readonly path: string }
  | { readonly kind: "memory" }
  /** `url` holds the password. */
  | { readonly kind: "postgres"; readonly url: string }
  /** `fault` continues a sentence on the store; nothing that stands behind the kind is in it, for it may be a password. */
  | { readonly kind: "invalid"; readonly fault: string };

/**
 * What a store URL names, such as `sqlite:./data/heyrules.db`, `postgres://user:password@host/db`, `json:./data/state.json`
 * or `memory:`.
 */
export function parseStoreUrl(url: string): StoreUrl {
  const [, scheme, path = ""] = /^([a-z]+):(.*)$/.exec(url) ?? [];
  switch (scheme) {
    case undefined:
      return { kind: "invalid", fault: "it names no kind" };
    case "memory":
      return { kind: "memory" };
    case "postgres":
    case "postgresql":
      return isServerUrl(url)
        ? { kind: "postgres", url }
        : { kind: "invalid", fault: `"${scheme}:" names no server and database as in postgres://user@host/database` };
    case "sqlite":
    case "json":
      return path === "" ? { kind: "invalid", fault: `"${scheme}:" names no file` } : { kind: scheme, path };
    default:
      return { kind: "invalid", fault: `"${scheme}" is no kind of store` };
  }
}

function isServerUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, pathname, searchParams } = new URL(url);
  return pathname.length > 1 && (hostname !== "" || searchParams.has("host"));
}

/** A store URL as people are shown it: without the password, and the options behind a question mark. */
export function storeName(url: string): string {
  if (parseStoreUrl(url).kind !== "postgres") return url;
  const { username, host, pathname, searchParams } = new URL(url);
  const user = username === "" ? "" : `${username}@`;
  return `postgres://${user}${host === "" ? (searchParams.get("host") ?? "") : host}${pathname}`;
}

/** The password in a store URL, as it is written there; empty when there is none. */
export function storePassword(url: string): string {
  return parseStoreUrl(url).kind === "postgres" ? new URL(url).password : "";
}

/** The path of the file a store URL names; null when it names none. */
export function storeFile(url: string): string | null {
  const store = parseStoreUrl(url);
  return store.kind === "sqlite" || store.kind === "json" ? store.path : null;
}

/** Whether a store keeps what it was given when the process ends; null when the URL names no store. */
export function keepsRecords(url: string): boolean | null {
  const { kind } = parseStoreUrl(url);
  return kind === "invalid" ? null : KEEPS_RECORDS[kind];
}

const KEEPS_RECORDS: Readonly<Record<Exclude<StoreUrl["kind"], "invalid">, boolean>> = {
  sqlite: true,
  json: true,
  memory: false,
  postgres: true,
};

/** The same store with another path to its file; a store without a file stays as it is. */
export function withStoreFile(url: string, pathFrom: (path: string) => string): string {
  const store = parseStoreUrl(url);
  return store.kind === "sqlite" || store.kind === "json" ? `${store.kind}:${pathFrom(store.path)}` : url;
}
