import { EngineError } from "../core/base/errors.ts";
import { parseStoreUrl } from "../core/base/store-url.ts";
import type { StoreUpkeep } from "../ports/store/upkeep.ts";
import { createLowdbUpkeep } from "./lowdb/upkeep/upkeep.ts";
import { createPostgresUpkeep } from "./postgres/upkeep/upkeep.ts";
import { createSqliteUpkeep } from "./sqlite/upkeep/upkeep.ts";

/**
 * What a person can do with the store a URL names.
 * @throws EngineError USAGE for a URL of no kind, and for a store in memory.
 */
export function upkeepOf(url: string): StoreUpkeep {
  const store = parseStoreUrl(url);
  switch (store.kind) {
    case "sqlite":
      return createSqliteUpkeep(store.path);
    case "json":
      return createLowdbUpkeep(store.path);
    case "postgres":
      return createPostgresUpkeep(store.url);
    case "memory":
      throw new EngineError("USAGE", "A store in memory ends with its engine: name one that is kept.");
    case "invalid":
      throw new EngineError(
        "USAGE",
        `The store cannot be opened, ${store.fault}: give it as sqlite:FILE or postgres://USER@HOST/DATABASE.`,
      );
  }
}
