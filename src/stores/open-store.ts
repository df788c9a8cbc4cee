import { EngineError } from "../core/base/errors.ts";
import type { Store, StoreHealth } from "../ports/store.ts";
import type { Random } from "../ports/system.ts";
import { openLowdbStore } from "./lowdb/store.ts";
import { openSqliteStore } from "./sqlite/store.ts";

/**
 * Opens the store a URL names: `sqlite:./data/heyrules.db`, `json:./data/state.json` or `memory:`.
 * @throws EngineError USAGE for any other URL; otherwise as the store's own opening.
 */
export async function openStore(
  url: string,
  options: {
    readonly random: Random;
    readonly readOnly?: boolean;
    /** Told at each change. */
    readonly onHealth?: (health: StoreHealth) => void;
  },
): Promise<Store> {
  const [, scheme = "", path = ""] = /^([a-z]+):(.*)$/.exec(url) ?? [];
  if (scheme === "memory") return openLowdbStore({ ...options, path: null });
  if (scheme === "sqlite" && path !== "") return openSqliteStore({ ...options, path });
  if (scheme === "json" && path !== "") return openLowdbStore({ ...options, path });
  if (scheme === "postgres" || scheme === "postgresql") {
    throw new EngineError("USAGE", "The PostgreSQL store is not available yet; use sqlite:./data/heyrules.db.");
  }
  // What stands behind the kind may hold a password.
  const kind = path === "" ? `"${scheme}:" names no file` : `"${scheme}" is no kind of store`;
  const fault = scheme === "" ? "it names no kind" : kind;
  const forms = "sqlite:FILE, json:FILE or memory:, such as sqlite:./data/heyrules.db";
  throw new EngineError("USAGE", `The store cannot be opened, ${fault}: give it as ${forms}.`);
}
