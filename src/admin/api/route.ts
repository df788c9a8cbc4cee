import type { Role } from "../../ports/admin.ts";
import type { ServedParts } from "../admin-parts.ts";
import type { Visitor } from "../door/sessions.ts";
import type { Schema } from "./schema.ts";

/** One value that a request brings in its path or behind `?`. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly description: string;
  readonly schema: Schema;
}

/** A request that was checked against its route. */
export interface ApiRequest {
  readonly parts: ServedParts;
  readonly visitor: Visitor;
  /** Parameters by name, as their schemas say; those that were not given are absent. */
  readonly given: Readonly<Record<string, string | number | boolean>>;
  /** As its schema says; undefined for a route without a body. */
  readonly body: unknown;
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal;
}

/** What routes are listed under in the description. */
export type Tag =
  | "events"
  | "runs"
  | "rules"
  | "contacts"
  | "playground"
  | "dead"
  | "operations"
  | "engine"
  | "records";

/** One thing that can be asked for: what the router serves and what the OpenAPI description tells is the same record. */
export interface Route {
  readonly method: "get" | "post";
  /** Below `/api/v1`, with parameters such as `/events/{id}`. */
  readonly path: string;
  /** Name of the operation, as a generated client calls it. */
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly role: Role;
  /** Whether the answer is another one at every moment, so that no tag of it would spare anything. */
  readonly isFleeting?: true;
  readonly parameters: readonly Parameter[];
  /** Name of the schema of the body; absent for a route without one. */
  readonly body?: string;
  /** A body that is understood. */
  readonly example?: unknown;
  /** Of the answer with status 200. */
  readonly answer: Schema;
  /** Codes of what the route may refuse, beside what any may. */
  readonly refuses: readonly ("NOT_FOUND" | "USAGE")[];
  /** @throws EngineError NOT_FOUND, USAGE, STORE_UNAVAILABLE. */
  readonly handle: (request: ApiRequest) => Promise<object>;
}
