import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { callbackType } from "../../../core/model/ruleset/rule.ts";
import type { EventPattern, Rule } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { Findings } from "../../yaml/findings.ts";
import type { CompileContext, WrittenCallback } from "../compile-context.ts";

/** The callbacks for which written rules wait, by name. What is no step is not looked at any closer: that is for the schema. */
export function callbacksIn(written: readonly JsonValue[]): ReadonlyMap<string, WrittenCallback> {
  const callbacks = new Map<string, WrittenCallback>();
  for (const { name, isInList } of written.flatMap((value) => waitsIn(value, false))) {
    callbacks.set(name, { isInList, waits: (callbacks.get(name)?.waits ?? 0) + 1 });
  }
  return callbacks;
}

function waitsIn(
  value: JsonValue,
  isInList: boolean,
): readonly { readonly name: string; readonly isInList: boolean }[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => waitsIn(item, isInList));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const name = key === "wait_for" ? ownValue(item, "callback") : null;
    return typeof name === "string" ? [{ name, isInList }] : waitsIn(item, isInList || key === "for_each");
  });
}

/** Whether an event type is the call of one of these callbacks. */
export function isCallOf(type: string, callbacks: CompileContext["callbacks"]): boolean {
  return [...callbacks.keys()].some((name) => callbackType(name) === type);
}

/** The events that are calls of a callback; a name that stands twice and an address that is missing are reported. */
export function callPattern(name: string, at: Path, { findings, settings, callbacks }: CompileContext): EventPattern {
  const path = [...at, "callback"];
  if ((callbacks.get(name)?.waits ?? 1) > 1) {
    const message = `the callback "${name}" is waited for twice in this rule, and its link can be called once`;
    findings.error({ code: "duplicate-id", path, message, hint: "give each its own name, or wait once behind both" });
  }
  if ((settings.publicUrl ?? null) === null) {
    const message = `the link of "${name}" needs the address at which the outside reaches this engine`;
    const hint = "add public_url to heyrules.yaml, such as https://hooks.example.com";
    findings.error({ code: "missing-public-url", path, message, hint });
  }
  return { eventType: callbackType(name), inboxIds: null, where: null };
}

/** Warns of links that no step gives to anybody. */
export function lintCallbacks({ program }: Rule, path: Path, findings: Findings): void {
  const written = JSON.stringify(program);
  for (const instruction of program) {
    if (instruction.op !== "await" || instruction.callback === undefined) continue;
    const { callback: name, place } = instruction;
    if (written.includes(`callback.${name}.url`)) continue;
    const message = `nobody gets the link of "${name}", so nobody can call it`;
    const hint = `write {{ callback.${name}.url }} into a request or a text of a step before this one`;
    findings.warning({ code: "unused-callback", path, position: place, message, hint });
  }
}
