import type { OptStanding } from "../../core/texting/opt-state.ts";
import { State } from "../parts/state.tsx";

/** Whether a contact may be texted, by glyph, word and colour; null where nobody said anything. */
export function OptWord({ standing }: { readonly standing: OptStanding | null }) {
  switch (standing) {
    case "out":
      return <State tone="bad" word="opted out" />;
    case "held":
      return <State tone="warn" word="held for a person" />;
    case "released":
      return <State tone="good" word="released by a person" />;
    case "in":
      return <State tone="good" word="opted in" />;
    case null:
      return <State tone="good" word="may be texted" />;
  }
}
