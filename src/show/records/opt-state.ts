import type { Event, OptState } from "../../core/model/event.ts";
import { printable } from "../text/printable.ts";
import type { Look } from "../text/style.ts";

/**
 * A line on whether the contact of an event may be texted: always when not, and when the event changed it. The number is
 * shown in full: for the sandbox, whose numbers are fiction.
 */
export function formatOptState({ style }: Look, event: Event, optState: OptState | null): readonly string[] {
  if (optState === null) return [];
  const { phone, reason, changedAt } = optState;
  const why = printable(reason);
  switch (optState.state) {
    case "out":
      return [`${style.yellow("⊘")} ${phone} opted out (${why}): nothing will be sent until START`];
    case "held":
      return [
        `${style.yellow("⊘")} ${phone} is held (${why}): nothing will be sent until a person has looked, or START`,
      ];
    case "in":
      return changedAt === event.at ? [`${style.green("✓")} ${phone} opted in (${why}): texts may be sent again`] : [];
  }
}
