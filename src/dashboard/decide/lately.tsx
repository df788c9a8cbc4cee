import type { EndedAs } from "../../core/model/trace.ts";
import type { EndedApprovals } from "../../show/views/ended-approvals.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What became of the texts that waited for a person, the newest first. */
export function Lately({
  lately: { ended, approvals, isMore },
  look,
}: {
  readonly lately: EndedApprovals & {
    /** As what those ended that are shown; null for all. */
    readonly ended: EndedAs | null;
  };
  readonly look: PageLook & ViewLook;
}) {
  return (
    <section aria-labelledby="lately">
      <h2 id="lately">Lately</h2>
      <nav class="chips" aria-label="What became of them">
        {CHOICES.map(([choice, name]) => (
          <a
            href={`/approvals${choice === null ? "" : `?ended=${choice}`}#lately`}
            {...(choice === ended ? { "aria-current": "true" } : {})}
          >
            {name}
          </a>
        ))}
      </nav>
      {approvals.length === 0 ? (
        <p class="empty">
          {ended === null ? "No text was approved, refused or left until it was too late lately." : "None lately."}
        </p>
      ) : (
        <Table
          name="Texts that waited, newest first"
          head={["When", "To", "Rule", "Text", "What became of it"]}
          asCards
        >
          {approvals.map(({ ended: as, at, runId, ruleId, contact, calledAs, sentence, text }) => (
            <tr>
              <td>
                <Instant at={at} look={look} />
              </td>
              <td>
                <ContactName contact={contact} calledAs={calledAs} />
              </td>
              <td>
                <a href={`/runs/${runId}`} data-row>
                  {look.ruleName(ruleId) ?? ruleId}
                </a>
              </td>
              <td class="text">{text ?? ""}</td>
              <td class="text">
                <State tone={TONES[as]} word={sentence} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {isMore ? <p class="quiet">There may be older ones: the page of a run tells what became of its text.</p> : null}
    </section>
  );
}

const CHOICES: readonly (readonly [EndedAs | null, string])[] = [
  [null, "All"],
  ["approved", "Approved"],
  ["refused", "Refused"],
  ["late", "Not approved in time"],
];

const TONES: Readonly<Record<EndedAs, Tone>> = { approved: "good", refused: "quiet", late: "warn" };
