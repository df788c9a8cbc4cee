import { ownValue } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { ConnectionKind } from "../core/model/settings.ts";
import type { Action } from "../ports/action.ts";
import { refuse } from "./http/http-client.ts";
import type { ConnectionClient } from "./http/http-client.ts";

/** A line to a team chat: POSTs to the secret URL of a slack, teams or generic connection. Its result is `{ status }`. */
export function createNotify(connections: ReadonlyMap<string, ConnectionClient>): Action {
  return {
    repeat: "safe",
    async takeSlot(request, signal) {
      await connectionOf(connections, request)?.takeSlot(signal);
    },
    async perform({ request, effectId, timeoutMs }) {
      const client = connectionOf(connections, request);
      const text = ownValue(request, "text");
      if (client === undefined || client.kind === "http" || typeof text !== "string") {
        return refuse(
          "unknown_connection",
          "Nobody was notified: the step names no slack, teams or generic connection of heyrules.yaml, or has no text.",
        );
      }
      const ending = await client.send({
        method: "POST",
        path: null,
        headers: { "content-type": "application/json" },
        idempotencyKey: effectId,
        body: JSON.stringify(bodyOf({ kind: client.kind, text, effectId })),
        timeoutMs,
      });
      if (ending.kind !== "answered") return ending;
      return {
        kind: "done",
        result: { status: ending.status },
        httpStatus: ending.status,
        requestId: ending.requestId,
      };
    },
  };
}

function connectionOf(
  connections: ReadonlyMap<string, ConnectionClient>,
  request: JsonObject,
): ConnectionClient | undefined {
  const name = ownValue(request, "connection");
  return typeof name === "string" ? connections.get(name) : undefined;
}

function bodyOf(note: {
  readonly kind: Exclude<ConnectionKind, "http">;
  readonly text: string;
  readonly effectId: string;
}): JsonObject {
  switch (note.kind) {
    case "slack":
      return { text: escapeForSlack(note.text) };
    case "teams":
      return { text: note.text };
    case "generic":
      return { id: note.effectId, text: note.text };
  }
}

/** Otherwise customers' words could mention a whole channel. Source: Slack, Formatting text for app surfaces. */
function escapeForSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
