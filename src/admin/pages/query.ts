import type { Request } from "express";

/** A parameter of an address; empty when it is not there, or there more than once. */
export function parameterOf(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === "string" ? value : "";
}
