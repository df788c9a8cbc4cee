import { formatDuration } from "../../core/base/duration.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { EffectView, RunView } from "../../show/views/run/run-view.ts";
import { EFFECT_TONES } from "../../show/views/run/run-sentence.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

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
  const { effects, createdAt, status } = view;
  if (effects.length === 0) return <p class="quiet">Nothing left: no step asked anything of the outside.</p>;
  const ends = effects.flatMap(({ attempts }) => attempts.map(({ startedAt, endedAt }) => endedAt ?? startedAt));
  const span = { from: createdAt, to: Math.max(createdAt + 1, ...ends) };
  return (
    <ol class="effects">
      {effects.map((effect) => (
        <li>
          <EffectPart effect={effect} span={span} look={look} isTrial={isTrial} isParked={status === "parked"} />
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
  isParked,
}: {
  readonly effect: EffectView;
  readonly span: Span;
  readonly look: ViewLook;
  readonly isTrial: boolean;
  /** Whether the run waits for a person, and says above why. */
  readonly isParked: boolean;
}) {
  const { action, asks, status, path, text, request, answer, dueAt, attempts, attemptsDropped } = effect;
  const isTold = (isTrial && status === "done") || (isParked && status === "unknown");
  const sentence = isTold ? null : newsOf(effect);
  return (
    <>
      <p>
        <State tone={EFFECT_TONES[status]} word={isTrial && status === "done" ? "would go out" : wordOf(status)} />{" "}
        <strong>{action}</strong> {asks}{" "}
        <small title="Where this step stands in the rule, counted from 0">{path}</small>
        {sentence === null ? null : (
          <>
            <br />
            {sentence}
          </>
        )}
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

/** All of its attempts are used up. */
function wordOf(status: EffectView["status"]): string {
  return status === "dead" ? "failed" : status;
}

/** What came of a step, where its state and its attempts do not say it; null where they do. */
function newsOf({ status, sentence, delivery, text, attempts }: EffectView): string | null {
  if (status === "done") return text === null && delivery === null ? null : sentence;
  return (status === "failed" || status === "dead") && attempts.length > 0 ? null : sentence;
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
    <Table name="Attempts" head={[{ ofNumbers: "Attempt" }, "At", "Took", "Outcome", "When"]} asCards>
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
          <td class="text">
            {httpStatus === null ? null : <span class="nowrap">HTTP {httpStatus}, </span>}
            {outcome ?? "no outcome recorded"}
            {counted ? "" : ", not counted"}
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
