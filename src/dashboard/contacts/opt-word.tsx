import type { OptState } from "../../core/model/event.ts";
import { State } from "../parts/state.tsx";

/** Whether a contact may be texted, by glyph, word and colour; null where nobody said anything. */
export function OptWord({ state }: { readonly state: OptState["state"] | null }) {
  switch (state) {
    case "out":
      return <State tone="bad" word="opted out" />;
    case "held":
      return <State tone="warn" word="held for a person" />;
    case null:
    case "in":
      return <State tone="good" word="may be texted" />;
  }
}
