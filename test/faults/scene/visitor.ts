import { randomBytes } from "node:crypto";
import { until } from "../../e2e/until.ts";
import type { World } from "../../e2e/world.ts";

/** Somebody who uses dashboard and API of an engine. */
export interface Visitor {
  /** Asks for a page or a list; gives how long the answer took, milliseconds. Rejects when it is refused. */
  readonly look: (path: string) => Promise<number>;
  /** Has an operation carried out; gives how long it took, milliseconds. Rejects when it is refused. */
  readonly operate: (operation: object) => Promise<number>;
}

const TOKEN = randomBytes(24).toString("hex");

/** Variables of the environment by which an engine lets the visitor in, on a port of its own. */
export const VISITED = { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_TOKEN: TOKEN };

/** Visits the engine that started last. */
export async function visit({ logs }: Pick<World, "logs">): Promise<Visitor> {
  const address = (): string | undefined => [...logs().matchAll(/dashboard on (http:[^\s;]+)/g)].at(-1)?.[1];
  await until("the dashboard's address is told", () => address() !== undefined);
  const url = address() ?? "";

  async function ask(path: string, init: RequestInit = {}): Promise<number> {
    const startedAt = performance.now();
    const headers = { authorization: `Bearer ${TOKEN}`, accept: "text/html", "content-type": "application/json" };
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 300)}`);
    return performance.now() - startedAt;
  }
  return {
    look: (path) => ask(path),
    operate: (operation) =>
      ask("/api/v1/operations", {
        method: "POST",
        body: JSON.stringify({ operation, isPlan: false, by: "Ada", reason: "was asked to" }),
      }),
  };
}
