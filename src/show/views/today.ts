import type { AttentionView } from "./attention.ts";
import { attentionView } from "./attention.ts";
import type { FiguresView } from "./figures.ts";
import { figuresView } from "./figures.ts";
import type { ViewLook } from "./view-look.ts";

/** What there is to know today. */
export interface TodayView {
  readonly attention: AttentionView;
  readonly figures: FiguresView;
}

/** What there is to know today. */
export async function todayView(
  store: Parameters<typeof attentionView>[0] & Parameters<typeof figuresView>[0],
  look: ViewLook,
): Promise<TodayView> {
  const [attention, figures] = await Promise.all([attentionView(store, look), figuresView(store, look)]);
  return { attention, figures };
}
