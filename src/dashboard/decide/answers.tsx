import type { AnswerView } from "../../show/views/decide/answers.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";

/** How the runs stand now, and what the remotes answered. */
export function Answers({
  answers,
  isFollowed,
  look,
}: {
  readonly answers: readonly AnswerView[];
  /** Whether the browser asks again by itself. */
  readonly isFollowed: boolean;
  readonly look: ViewLook;
}) {
  if (answers.length === 0) return null;
  return (
    <section>
      <h2>What was answered</h2>
      <Table
        name="What was answered"
        head={["Run", "Stands at", "Newest attempt since", "Of", "HTTP", "Answer"]}
        asCards
      >
        {answers.map(({ runId, status, isOpen, waits, attempt }) => (
          <tr>
            <td>
              <a href={`/runs/${encodeURIComponent(runId)}`} data-row>
                {runId}
              </a>
            </td>
            <td>{waits === null ? status : `waits: ${waits}`}</td>
            <td>
              {attempt === null ? (
                isOpen && waits === null ? (
                  "not tried yet"
                ) : (
                  "none"
                )
              ) : (
                <Instant at={attempt.at} look={look} />
              )}
            </td>
            <td data-label="Of">{attempt?.action ?? ""}</td>
            <td data-label="HTTP">{attempt?.httpStatus ?? ""}</td>
            <td class="text">{attempt?.excerpt ?? ""}</td>
          </tr>
        ))}
      </Table>
      <p class="quiet">
        {isFollowed
          ? "Loaded again by itself until each has come to something."
          : "As it was when this page was loaded."}{" "}
        <a href="">Look again</a>
      </p>
    </section>
  );
}
