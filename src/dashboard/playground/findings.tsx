import type { DraftView, FindingView } from "../../show/views/playground/draft.ts";
import { countOf } from "../../show/text/count-of.ts";
import { State } from "../parts/state.tsx";

/** What is wrong with a draft, as lint tells it: each finding with its line and what to write. */
export function Findings({ draft }: { readonly draft: DraftView }) {
  const { findings, errors, warnings } = draft;
  if (findings.length === 0) return null;
  const counts = [
    ...(errors === 0 ? [] : [countOf(errors, "error")]),
    ...(warnings === 0 ? [] : [countOf(warnings, "warning")]),
  ];
  const left = errors + warnings - findings.length;
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{`${counts.join(", ")} in the draft`}</h2>
      {errors === 0 ? null : <p class="quiet">It was not tried: correct what is wrong first.</p>}
      <ol class="findings">
        {findings.map((finding) => (
          <Finding finding={finding} />
        ))}
      </ol>
      {left > 0 ? <p class="quiet">{`… and ${countOf(left, "more")}.`}</p> : null}
    </section>
  );
}

function Finding({ finding }: { readonly finding: FindingView }) {
  const { severity, code, message, line, column, excerpt, mark, hint } = finding;
  const isError = severity === "error";
  return (
    <li class={isError ? "finding finding-bad" : "finding finding-warn"}>
      <p>
        <State tone={isError ? "bad" : "warn"} word={severity} />{" "}
        <span class="nowrap">
          line <a href="#yaml" data-line={String(line)} data-column={String(column)}>{`${line}:${column}`}</a>
        </span>{" "}
        {message} <small>[{code}]</small>
      </p>
      {excerpt.trim() === "" ? null : <pre tabindex={0}>{`${excerpt}\n${" ".repeat(mark)}^`}</pre>}
      {hint === null ? null : <p class="hint">{`Hint: ${hint}`}</p>}
    </li>
  );
}
