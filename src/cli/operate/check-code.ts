import { EngineError } from "../../core/base/errors.ts";
import { nearestOrAll } from "../../core/base/suggest.ts";
import { printable } from "../../show/text/printable.ts";
import { deadGroups, MOST_LOOKED_AT } from "../../show/views/dead/groups.ts";
import { isEngineCode } from "../../show/views/dead/reasons.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { withProjectStore } from "../read/open-project-store.ts";

/**
 * Checks that a code is one that the engine gives, or with which something failed: remotes have codes of their own. Where nothing
 * failed with one it cannot be told. @throws EngineError NOT_FOUND when it is not.
 */
export function checkCode(
  context: CliContext,
  globals: GlobalOptions,
  { code, store: url }: { readonly code: string; readonly store: string | undefined },
): Promise<void> {
  if (isEngineCode(code)) return Promise.resolve();
  return withProjectStore(context, globals, url, async (store) => {
    const { groups } = await deadGroups(store, { mostLookedAt: MOST_LOOKED_AT });
    const codes = [...new Set(groups.flatMap((group) => group.code ?? []))];
    if (codes.length === 0 || codes.includes(code)) return;
    const message = `Nothing failed with the code "${printable(code)}"; ${nearestOrAll(code, codes)}`;
    throw new EngineError("NOT_FOUND", message);
  });
}
