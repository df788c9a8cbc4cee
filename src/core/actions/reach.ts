import type { EffectSpec } from "../model/action.ts";
import { actionOf } from "./registry.ts";

/** What an effect needs to be configured. */
export type Reach = { readonly kind: "heymarket" } | { readonly kind: "connection"; readonly name: string };

/** What an effect reaches; null when all of it is done in our own store. */
export function reachOf(spec: EffectSpec): Reach | null {
  const { inner } = actionOf(spec.action);
  if (inner?.isAll(spec) === true) return null;
  return "connection" in spec ? { kind: "connection", name: spec.connection } : { kind: "heymarket" };
}
