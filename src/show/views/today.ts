import type { AttentionView } from "./attention.ts";
import { attentionView } from "./attention.ts";
import type { ViewLook } from "./view-parts.ts";

/** What there is to know today. */
export interface TodayView {
  readonly attention: AttentionView;
}

/** What there is to know today. */
export async function todayView(store: Parameters<typeof attentionView>[0], look: ViewLook): Promise<TodayView> {
  return { attention: await attentionView(store, look) };
}
