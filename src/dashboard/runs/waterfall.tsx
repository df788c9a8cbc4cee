import { formatDuration } from "../../core/base/duration.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { EffectView, RunView } from "../../show/views/run/run-view.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

const TONES: Readonly<Record<EffectView["status"], Tone>> = {
  done: "good",
  failed: "bad",
  dead: "bad",
  blocked: "warn",
  unknown: "warn",
  deferred: "wait",
  planned: "wait",
  sending: "wait",
  cancelled: "quiet",
};

/** The effects of a run in order: each try with its time beside the others, what was asked and what was answered. */
export function Waterfall({
  view,
  look,
  isTrial = false,
}: {
  readonly view: RunView;
  readonly look: ViewLook;
  /** Whether nothing of it left, nor ever will. */
  readonly isTrial?: boolean;
}) {
  const { effects, createdAt } = view;
  if (effects.length === 0) return <p class="quiet">Nothing left: no step asked anything of the outside.</p>;
  const ends = effects.flatMap(({ attempts }) => attempts.map(({ startedAt, endedAt }) => endedAt ?? startedAt));
  const span = { from: createdAt, to: Math.max(createdAt + 1, ...ends) };
  return (
    <ol class="effects">
      {effects.map((effect) => (
        <li>
          <EffectPart effect={effect} span={span} look={look} isTrial={isTrial} />
        </li>
      ))}
    </ol>
  );
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function EffectPart({
  effect,
  span,
  look,
  isTrial,
}: {
  readonly effect: EffectView;
  readonly span: Span;
  readonly look: ViewLook;
  readonly isTrial: boolean;
}) {
  const { action, status, sentence, path, text, request, answer, delivery, dueAt, attempts, attemptsDropped } = effect;
  return (
    <>
      <p>
        <State tone={TONES[status]} word={isTrial && status === "done" ? "would go out" : status} />{" "}
        <strong>{action}</strong> <small title="Where this step stands in the rule, counted from 0">{path}</small>
        <br />
        {isTrial && status === "done" ? null : sentence}
        {delivery === null ? null : `; ${delivery}`}
      </p>
      {text === null ? null : (
        <figure class="bubble">
          <blockquote>{text.words}</blockquote>
          <figcaption>{countOf(text.segments, "segment")}</figcaption>
        </figure>
      )}
      {dueAt === null ? null : (
        <p class="notice">
          {status === "unknown" ? "Looked for again" : "Next attempt"} <Instant at={dueAt} look={look} />
        </p>
      )}
      {attempts.length === 0 ? null : <Attempts attempts={attempts} span={span} look={look} />}
      {attemptsDropped === 0 ? null : (
        <p class="quiet">{`${attemptsDropped} earlier attempts are not kept; none counted.`}</p>
      )}
      <details>
        <summary>Request</summary>
        <pre tabindex={0}>{request}</pre>
      </details>
      {answer === null ? null : (
        <details>
          <summary>Answer</summary>
          <pre tabindex={0}>{answer}</pre>
        </details>
      )}
    </>
  );
}

function Attempts({
  attempts,
  span,
  look,
}: {
  readonly attempts: EffectView["attempts"];
  readonly span: Span;
  readonly look: ViewLook;
}) {
  return (
    <Table
      name="Attempts"
      head={[{ ofNumbers: "Attempt" }, "At", "Took", { ofNumbers: "HTTP" }, "Outcome", "When"]}
      asCards
    >
      {attempts.map(({ number, startedAt, endedAt, httpStatus, outcome, counted, error, requestId }) => (
        <tr>
          <td class="number" data-label="Attempt">
            {number}
          </td>
          <td>
            <Instant at={startedAt} look={look} />
          </td>
          <td class="nowrap" data-label="took">
            {endedAt === null ? "" : formatDuration(endedAt - startedAt)}
          </td>
          <td class="number" data-label="HTTP">
            {httpStatus ?? ""}
          </td>
          <td class="text">
            {outcome ?? "no outcome recorded"}
            {counted ? "" : ", does not count"}
            {error === null ? null : `: ${error}`}
            {requestId === null ? null : (
              <div class="request-id">
                request id <code>{requestId}</code>
              </div>
            )}
          </td>
          <td>
            <Bar from={startedAt} to={endedAt ?? startedAt} span={span} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Where an attempt lies between the start of the run and the end of its last attempt; the table says it in numbers. */
function Bar({ from, to, span }: { readonly from: number; readonly to: number; readonly span: Span }) {
  const share = (at: number): number => Math.round((1_000 * (at - span.from)) / (span.to - span.from)) / 10;
  const start = Math.min(99, Math.max(0, share(from)));
  return (
    <svg class="bar-of-time" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" x="0" y="3" width="100" height="2" />
      <rect x={String(start)} y="0" width={String(Math.max(1, share(to) - start))} height="8" />
    </svg>
  );
}
