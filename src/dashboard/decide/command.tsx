import type { DecisionView } from "../../show/views/decide/decision.ts";

/** The command that does the same, with what is to be written in place of a number that no page shows. */
export function Command({ view: { command, needsReason } }: { readonly view: DecisionView }) {
  const isOpen = command.endsWith(" NUMBER");
  return (
    <section>
      <h2>The same as a command</h2>
      <pre tabindex={0}>{command}</pre>
      {isOpen ? (
        <p class="quiet">In place of NUMBER: the contact&apos;s number in full, or the id of one of their events.</p>
      ) : null}
      {needsReason ? (
        <p class="quiet">
          At a terminal it asks why; elsewhere <code>--reason</code> says it.
        </p>
      ) : null}
    </section>
  );
}
