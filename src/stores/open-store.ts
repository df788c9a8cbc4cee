import { EngineError } from "../core/base/errors.ts";
import { parseStoreUrl } from "../core/base/store-url.ts";
import type { CommitObserver } from "../ports/measures.ts";
import type { Store, StoreHealth } from "../ports/store/store.ts";
import type { Random } from "../ports/system.ts";

/**
 * Opens the store a URL names: `sqlite:./data/heyrules.db`, `postgres://user:password@host/database`, `json:./data/state.json` or
 * `memory:`. Only the kind that is asked for is loaded, with its driver.
 *
 * @throws EngineError USAGE for any other URL; otherwise as the store's own opening.
 */
export async function openStore(
  url: string,
  options: {
    readonly random: Random;
    readonly readOnly?: boolean;
    /** As of a PostgreSQL store; the others are there at once or not. */
    readonly waitsForServer?: boolean;
    /** Told at each change. */
    readonly onHealth?: (health: StoreHealth) => void;
    /** Told of each transaction that was written. */
    readonly onCommit?: CommitObserver;
  },
): Promise<Store> {
  const store = parseStoreUrl(url);
  switch (store.kind) {
    case "memory":
    case "json": {
      const { openLowdbStore } = await import("./lowdb/store.ts");
      return openLowdbStore({ ...options, path: store.kind === "json" ? store.path : null });
    }
    case "sqlite": {
      const { openSqliteStore } = await import("./sqlite/store.ts");
      return openSqliteStore({ ...options, path: store.path });
    }
    case "postgres": {
      const { openPostgresStore } = await import("./postgres/store.ts");
      return openPostgresStore({ ...options, url: store.url });
    }
    case "invalid": {
      const forms =
        "sqlite:FILE, postgres://USER@HOST/DATABASE, json:FILE or memory:, such as sqlite:./data/heyrules.db";
      throw new EngineError("USAGE", `The store cannot be opened, ${store.fault}: give it as ${forms}.`);
    }
  }
}
