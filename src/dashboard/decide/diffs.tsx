import type { DecisionView } from "../../show/views/decide/decision.ts";

/** How files would change, or did; nothing where none does. */
export function Diffs({ view: { diffs, isPlan } }: { readonly view: DecisionView }) {
  if (diffs.length === 0) return null;
  return (
    <section>
      <h2>{isPlan ? "How the file would change" : "How the file changed"}</h2>
      {diffs.map((lines) => (
        <pre tabindex={0}>{lines.join("\n")}</pre>
      ))}
    </section>
  );
}
