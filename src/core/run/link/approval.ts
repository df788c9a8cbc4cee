import type { JsonObject } from "../../base/json.ts";
import { lazyData } from "../../base/json.ts";
import type { Run } from "../../model/run/run.ts";
import { approvalCodeAt } from "../approval-code.ts";
import type { RunContext } from "../run-context.ts";
import type { Link } from "./link-token.ts";

/**
 * What the note of an approval reads: its code, and what it says of its link. Without an address at which the outside
 * reaches the engine it says nothing.
 */
export function approvalData(run: Run, context: RunContext): JsonObject {
  const { settings, urlOf } = context;
  return lazyData(["code", "by_link"], (name) => {
    const code = approvalCodeAt(run, context);
    if (name === "code") return code;
    const isReached = (settings.publicUrl ?? null) !== null;
    return isReached ? `\nOr look at it and decide there: ${urlOf(approvalLink({ runId: run.id, code }))}` : "";
  });
}

/** The link by which whoever has it decides of a text. */
export function approvalLink({ runId, code }: { readonly runId: string; readonly code: string }): Link {
  return { kind: "approval", runId, name: code.toLowerCase(), item: null };
}
