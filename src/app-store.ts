import type { Store } from "./ports/store.ts";
import { openStore } from "./stores/open-store.ts";
import { SYSTEM_RANDOM } from "./system.ts";

/**
 * Opens a store for reading, beside the engine that owns it.
 *
 * @throws EngineError NOT_FOUND when there is none yet; otherwise as the store's own opening.
 */
export function openReadOnlyStore(url: string): Promise<Store> {
  return openStore(url, { random: SYSTEM_RANDOM, readOnly: true });
}
