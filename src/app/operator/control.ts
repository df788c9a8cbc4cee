import { randomBytes, timingSafeEqual } from "node:crypto";
import { createControl } from "../../admin/control/control-server.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { Role } from "../../ports/admin.ts";
import type { Operator } from "../../ports/operator.ts";
import type { Logger } from "../../ports/system.ts";
import { closeServer, createHardenedServer, listen } from "../../receive/server.ts";
import { hasControlFile, writeControlFile } from "../../stores/on-disk/control-file.ts";
import { VERSION } from "../../version.ts";

/** What is under way may end within so long. */
const GRACE_MS = 2_000;

/**
 * Takes operations from commands on the same machine, on a free port of the loopback interface, and says beside the store
 * where: whoever may read the store may use it. Gives what ends that.
 */
export async function startControl({
  operator,
  loginUrl,
  storeUrl,
  logger,
}: {
  readonly operator: Operator;
  /** Null when this engine has no dashboard. */
  readonly loginUrl: ((role: Role) => string) | null;
  readonly storeUrl: string;
  readonly logger: Logger;
}): Promise<() => Promise<void>> {
  if (!hasControlFile(storeUrl)) return () => Promise.resolve();
  const token = randomBytes(32).toString("hex");
  const expected = Buffer.from(`Bearer ${token}`);
  const isAuthorized = (header: string): boolean => {
    const given = Buffer.from(header);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const server = createHardenedServer(createControl({ operator, loginUrl, isAuthorized, version: VERSION, logger }));
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  try {
    const removeFile = writeControlFile(storeUrl, { url, token, pid: process.pid });
    return async () => {
      removeFile?.();
      await closeServer(server, GRACE_MS);
    };
  } catch (error) {
    await closeServer(server, 0);
    const message = `What tells commands where this engine is cannot be written beside the store: ${messageOf(error)}.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}
