import { LINE_KINDS, traitsOf } from "../../../core/model/ruleset/connection-kind.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import type { ConnectionClient } from "../../http/http-client.ts";

/** A line to a team chat: POSTs to the secret URL of a slack, teams or generic connection. Its result is `{ status }`. */
export function createNotify(connections: ReadonlyMap<string, ConnectionClient>): Action<"notify"> {
  return {
    async perform({ request, effectId, timeoutMs }) {
      const { connection: name, text } = request;
      const client = connections.get(name);
      const bodyOf = client === undefined ? null : traitsOf(client.kind).bodyOf;
      if (client === undefined || bodyOf === null) {
        return refused(
          "unknown_connection",
          `Nobody was notified: there is no ${LINE_KINDS} connection "${name}" in heyrules.yaml.`,
        );
      }
      const ending = await client.send({
        method: "POST",
        path: null,
        headers: { "content-type": "application/json" },
        idempotencyKey: effectId,
        body: JSON.stringify(bodyOf({ text, effectId })),
        timeoutMs,
      });
      if (ending.kind !== "answered") return ending;
      return done({ status: ending.httpStatus }, ending);
    },
  };
}
