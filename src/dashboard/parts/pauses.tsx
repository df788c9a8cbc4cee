import type { Pause } from "../../core/model/decision.ts";
import { pausedWords } from "../../core/model/decision.ts";
import { printable } from "../../show/text/printable.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page-look.ts";
import { DecideLink } from "./decide-link.tsx";
import { Instant } from "./instant.tsx";
import { State } from "./state.tsx";

/** That everything is paused, in plain words, and the way to end it. */
export function AllPaused({
  pause,
  back,
  look,
}: {
  readonly pause: Pause;
  /** The page that the way to end it leads back to. */
  readonly back: string;
  readonly look: PageLook & ViewLook;
}) {
  return (
    <>
      <State tone="bad" word="paused" />
      <span class="need-what">
        <strong>Everything is paused: nothing goes out</strong>, <Since pause={pause} look={look} />.{" "}
        <span class="quiet">Events are received and rules evaluated; what they want to send waits.</span>
      </span>
      <DecideLink wanted={{ kind: "unpause", scope: { kind: "all", name: "" } }} back={back} look={look}>
        Resume everything
      </DecideLink>
    </>
  );
}

/** One line on what is paused, and the way to end it. */
export function PausedLine({
  pause,
  back,
  look,
}: {
  readonly pause: Pause;
  readonly back: string;
  readonly look: PageLook & ViewLook;
}) {
  const { kind, name } = pause;
  const what = printable(pausedWords(pause));
  return (
    <p class="notice notice-warn row">
      <span>
        <State tone="warn" word="paused" />{" "}
        <strong>{`${what.charAt(0).toUpperCase()}${what.slice(1)} is paused`}</strong>,{" "}
        <Since pause={pause} look={look} />. What it keeps back waits, and goes on when it is resumed.
      </span>
      {kind === "rule" ? null : (
        <DecideLink wanted={{ kind: "unpause", scope: { kind, name } }} back={back} look={look}>
          {`Resume ${what}`}
        </DecideLink>
      )}
    </p>
  );
}

function Since({ pause: { since, by, reason }, look }: { readonly pause: Pause; readonly look: ViewLook }) {
  return (
    <>
      since <Instant at={since} look={look} /> by {printable(by)}
      {reason === null ? "" : `: ${printable(reason)}`}
    </>
  );
}
