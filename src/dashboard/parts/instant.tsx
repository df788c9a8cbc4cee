import { isoInZone } from "../../core/time/calendar.ts";
import { toDistance } from "../../show/text/instants.ts";
import type { ViewLook } from "../../show/views/view-look.ts";

/** An instant: how far from now, and to the second in the zone of the page when it is pointed at or read aloud. */
export function Instant({ at, look }: { readonly at: number; readonly look: ViewLook }) {
  const whole = isoInZone(at - (at % 1_000), look.zone);
  return (
    <time datetime={isoInZone(at, "UTC")} title={whole}>
      {toDistance(at, look.now)}
    </time>
  );
}
