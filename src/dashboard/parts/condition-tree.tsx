import type { ConditionView } from "../../show/views/event/condition-view.ts";
import type { Tone } from "./state.tsx";
import { State } from "./state.tsx";

const MARKS: Readonly<Record<ConditionView["result"], { readonly tone: Tone; readonly word: string }>> = {
  pass: { tone: "good", word: "matched" },
  fail: { tone: "bad", word: "did not match" },
  not_reached: { tone: "quiet", word: "not reached" },
  error: { tone: "warn", word: "could not be read" },
};

/** A condition as it was evaluated: each part with what came of it and what it saw. */
export function ConditionTree({ condition }: { readonly condition: ConditionView }) {
  return (
    <ul class="condition">
      <Node node={condition} />
    </ul>
  );
}

function Node({ node }: { readonly node: ConditionView }) {
  const { label, result, place, values, error, parts } = node;
  return (
    <li>
      <State {...MARKS[result]} /> <code>{label}</code> <small>{place}</small>
      {values.map(({ path, value }) => (
        <div class="seen">
          <code>
            {path} = {value}
          </code>
        </div>
      ))}
      {error === null ? null : <div class="seen">{error}</div>}
      {parts.length === 0 ? null : (
        <ul>
          {parts.map((part) => (
            <Node node={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
