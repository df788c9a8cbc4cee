import type { EffectSpec } from "../model/ruleset/action.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { actionOf } from "./registry.ts";

/** What an effect needs to be configured. */
export type Reach = { readonly kind: "heymarket" } | { readonly kind: "connection"; readonly name: string };

/** What an effect reaches; null when all of it is done in our own store. */
export function reachOf(spec: EffectSpec): Reach | null {
  const { inner } = actionOf(spec.action);
  if (inner?.isAll(spec) === true) return null;
  return "connection" in spec ? { kind: "connection", name: spec.connection } : { kind: "heymarket" };
}

/** The remote whose calls count together for an effect: `heymarket` or the name of a connection; null when it calls none. */
export function destinationOf(spec: EffectSpec): string | null {
  const reach = reachOf(spec);
  if (reach === null) return null;
  return reach.kind === "heymarket" ? reach.kind : reach.name;
}

/** The remote that the calls of an effect go to: `heymarket` or the name of a connection; null when all of it is done in our own store. */
export function remoteOf({ action, request }: Effect): string | null {
  if (action === "emit") return null;
  return "connection" in request ? request.connection : "heymarket";
}

/**
 * The remote at whose effect a run failed or is parked: `heymarket` or the name of a connection; null when it was at none, or
 * at one that is done in our own store.
 */
export function destinationFailed({ error }: Pick<Run, "error">, effects: readonly Effect[]): string | null {
  const failed = effects.findLast(({ path, status }) => path === error?.step && status !== "done");
  return failed === undefined ? null : remoteOf(failed);
}
