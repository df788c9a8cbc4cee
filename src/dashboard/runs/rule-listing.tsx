import type { LineMark, RuleLine } from "../../show/views/run/rule-lines.ts";
import type { RunView } from "../../show/views/run/run-view.ts";
import { RunLinks } from "../parts/run-links.tsx";

const MARKS: Readonly<
  Record<LineMark["result"], { readonly glyph: string; readonly word: string; readonly tone: string }>
> = {
  pass: { glyph: "✓", word: "matched", tone: "good" },
  fail: { glyph: "✗", word: "did not match", tone: "bad" },
  not_reached: { glyph: "–", word: "not reached", tone: "quiet" },
  error: { glyph: "!", word: "could not be read", tone: "warn" },
  done: { glyph: "✓", word: "done", tone: "good" },
  failed: { glyph: "✗", word: "failed", tone: "bad" },
  in_doubt: { glyph: "!", word: "not known whether done", tone: "warn" },
  blocked: { glyph: "⊘", word: "blocked", tone: "warn" },
  not_sent: { glyph: "⊘", word: "not sent", tone: "warn" },
  under_way: { glyph: "…", word: "under way", tone: "wait" },
  cancelled: { glyph: "⊘", word: "cancelled", tone: "quiet" },
  deferred: { glyph: "…", word: "waits", tone: "wait" },
};

/** The rule as it was written, each line with what the run saw there; in words where its text is not kept. */
export function RuleListing({ view: { lines, words } }: { readonly view: RunView }) {
  if (lines === null && words.length === 0) return <p class="quiet">This version of the rule is no longer kept.</p>;
  if (lines === null)
    return (
      <>
        <p class="quiet">The text of this version was not kept; this is what it said.</p>
        <pre tabindex={0}>{words.join("\n")}</pre>
      </>
    );
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="The rule, line by line">
      <table class="listing">
        <caption class="hidden">The rule, line by line</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Result</th>
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line: { number, text, marks } }: { readonly line: RuleLine }) {
  const [first] = marks;
  const mark = first === undefined ? null : MARKS[first.result];
  return (
    <tr class={mark === null ? "" : `line-${mark.tone}`}>
      <td class="number">{number}</td>
      <td class="mark">
        {mark === null ? null : (
          <span class={`state state-${mark.tone}`}>
            <span aria-hidden="true">{mark.glyph}</span>
            <span class="hidden">{mark.word}</span>
          </span>
        )}
      </td>
      <td>
        <code class="source">{text}</code>
        {marks.map(({ note }) =>
          note === "" ? null : (
            <span class="seen">
              <RunLinks sentence={note} />
            </span>
          ),
        )}
      </td>
    </tr>
  );
}
