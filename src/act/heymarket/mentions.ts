import type { Named } from "../../core/model/ruleset/action.ts";
import type { HeymarketAccess } from "../../ports/outside/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import { performCalls } from "../http/calls.ts";
import { createHeymarketClient } from "./client/heymarket-client.ts";
import { createNames, NAME_WORDS } from "./names.ts";
import type { NameKind } from "./names.ts";

/** A thing of Heymarket that somebody names, by its id or its name there. */
export interface Mention {
  readonly kind: NameKind;
  readonly named: Named;
}

/** Whether a thing that is named is there; the problem is a sentence. */
export type MentionReading =
  | { readonly status: "there" }
  | { readonly status: "absent"; readonly problem: string }
  /** Heymarket did not tell. */
  | { readonly status: "untold"; readonly problem: string };

/**
 * Asks Heymarket for the things that are named, one reading for each, by calls that change nothing: each kind is listed
 * once, within `timeoutMs`. Never rejects.
 */
export async function readMentions(
  access: HeymarketAccess,
  mentions: readonly Mention[],
  system: { readonly clock: Clock; readonly logger: Logger; readonly timeoutMs: number },
): Promise<readonly MentionReading[]> {
  const client = createHeymarketClient(access, system);
  const names = createNames();
  return Promise.all(
    mentions.map(async ({ kind, named }): Promise<MentionReading> => {
      const attempt = { client, timeoutMs: system.timeoutMs, notDone: "Names were not read", hasSlot: false };
      const ending = await performCalls(attempt, async (call) => {
        if (typeof named === "string") await names.idOf(kind, named, call);
        else if (!(await names.namesOf(kind, [String(named)], call)).has(String(named))) return "absent";
        return "there";
      });
      if (ending === "there") return { status: "there" };
      if (ending === "absent") return { status: "absent", problem: `Heymarket has no ${NAME_WORDS[kind]} ${named}.` };
      const isUnknown = ending.kind === "refused" && ending.code === "unknown_name";
      return { status: isUnknown ? "absent" : "untold", problem: ending.message };
    }),
  );
}
