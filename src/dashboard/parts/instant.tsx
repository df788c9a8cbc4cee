import { isoInZone } from "../../core/time/calendar.ts";
import { toClock, toDistance } from "../../show/text/instants.ts";
import type { ViewLook } from "../../show/views/view-look.ts";

/** An instant: what the clock showed in the zone of the page, how far that is from now, and to the second when it is pointed at. */
export function Instant({ at, look }: { readonly at: number; readonly look: ViewLook }) {
  const whole = isoInZone(at - (at % 1_000), look.zone);
  return (
    <time datetime={isoInZone(at, "UTC")} title={whole}>
      {toClock(at, look)} <small>· {toDistance(at, look.now)}</small>
    </time>
  );
}
