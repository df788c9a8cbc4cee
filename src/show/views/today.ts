import type { DestinationState } from "../../ports/measures.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { AttentionView } from "./attention.ts";
import { attentionView } from "./attention.ts";
import { checksForPeople } from "./checks.ts";
import type { Checked } from "./checks.ts";
import type { FiguresView } from "./figures.ts";
import { figuresView } from "./figures.ts";
import type { ViewLook } from "./view-look.ts";

/** What there is to know today. */
export interface TodayView {
  /** Why the files as they stand are not in force; null when they are. */
  readonly reloadProblem: string | null;
  readonly attention: AttentionView;
  readonly figures: FiguresView;
}

/** What there is to know today. */
export async function todayView(
  store: Parameters<typeof attentionView>[0] & Parameters<typeof figuresView>[0],
  look: ViewLook,
  operations: Checked & { readonly destinationStates: () => readonly DestinationState[] },
  /** Those in force. */
  rules: readonly Rule[],
): Promise<TodayView> {
  const [attention, figures] = await Promise.all([
    attentionView(store, look, {
      destinations: operations.destinationStates(),
      checks: checksForPeople(operations),
      rules,
    }),
    figuresView(store, look),
  ]);
  return { reloadProblem: operations.reloadProblem(), attention, figures };
}
