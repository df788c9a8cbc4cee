import type { AnswerView } from "../../show/views/decide/answers.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";

/** How the runs stand now, and what the remotes answered. */
export function Answers({ answers, look }: { readonly answers: readonly AnswerView[]; readonly look: ViewLook }) {
  if (answers.length === 0) return null;
  return (
    <section>
      <h2>What was answered</h2>
      <Table name="What was answered" head={["Run", "Stands at", "Newest attempt", "HTTP", "Answer"]} asCards>
        {answers.map(({ runId, status, attempt }) => (
          <tr>
            <td>
              <a href={`/runs/${encodeURIComponent(runId)}`} data-row>
                {runId}
              </a>
            </td>
            <td>{status}</td>
            <td>{attempt === null ? "none yet" : <Instant at={attempt.at} look={look} />}</td>
            <td data-label="HTTP">{attempt?.httpStatus ?? ""}</td>
            <td class="text">{attempt?.excerpt ?? ""}</td>
          </tr>
        ))}
      </Table>
      <p class="quiet">
        As it was when this page was loaded. <a href="">Look again</a>
      </p>
    </section>
  );
}
