import { decideHref } from "../../show/views/decide/address.ts";
import type { DeadFilter, DeadRow, DeadRows } from "../../show/views/dead/members.ts";
import { printable } from "../../show/text/printable.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { Table } from "../parts/table.tsx";

import { titleOfWord } from "../../show/views/decide/doubt-words.ts";
import { DeadState, Deeds, groupHref, IN_DOUBT, Reason } from "./dead-parts.tsx";
/** The runs or events of one group, to be picked from. */
export function deadGroupPage(
  { filter, view: { rows, next } }: { readonly filter: DeadFilter; readonly view: DeadRows },
  look: PageLook & ViewLook,
): string {
  const mayDecide = look.visitor.role === "operate";
  const answers = mayDecide && rows.some(({ isInDoubt }) => isInDoubt) ? ["What became of it"] : [];
  return documentOf(
    <Page title={groupTitle(filter, look)} at="/dead" look={look}>
      <p class="row">
        <a href="/dead">All dead letters</a>
        {filter.code === null ? null : <Reason code={filter.code} />}
      </p>
      <p class="row">
        <Deeds filter={filter} back={groupHref(filter)} isListed look={look} />
      </p>
      {rows.length === 0 ? (
        <p class="empty">
          None of them is left. {next === null ? null : <a href={groupHref(filter, next)}>Look further</a>}
        </p>
      ) : (
        <form method="get" action="/decide">
          <input type="hidden" name="back" value={groupHref(filter)} />
          <Table
            name="Of this group, newest first"
            head={[
              ...(mayDecide ? ["Pick"] : []),
              ...["State", "Since", "What", "Rule", "Contact", "Step", "Reason"],
              ...answers,
            ]}
            asCards
          >
            {rows.map((row) => (
              <Row row={row} hasAnswers={answers.length > 0} look={look} />
            ))}
          </Table>
          <p class="row">
            {mayDecide ? <PickedDeeds filter={filter} /> : null}
            {next === null ? null : <a href={groupHref(filter, next)}>Older</a>}
          </p>
        </form>
      )}
    </Page>,
  );
}

function PickedDeeds({ filter: { code } }: { readonly filter: DeadFilter }) {
  return (
    <>
      {code === IN_DOUBT ? null : (
        <button name="kind" value="retry">
          Retry what is picked
        </button>
      )}
      <button name="kind" value="drop" class={code === IN_DOUBT ? "plain danger light" : "plain danger"}>
        Drop what is picked
      </button>
    </>
  );
}

function groupTitle({ only, ruleId, connection }: DeadFilter, { ruleName }: Pick<PageLook, "ruleName">): string {
  if (only === "events") return "Parked events";
  return `Dead letters${ruleId === null ? "" : ` of ${printable(ruleName(ruleId) ?? ruleId)}`}${connection === null ? "" : ` at ${connection}`}`;
}

function Row({
  row,
  hasAnswers,
  look,
}: {
  readonly row: DeadRow;
  /** Whether some row of the table is in doubt, so that each has a cell for the answers. */
  readonly hasAnswers: boolean;
  readonly look: PageLook & ViewLook;
}) {
  const { kind, id, status, ruleId, contact, calledAs, words, since, step, message, isInDoubt } = row;
  const mayDecide = look.visitor.role === "operate";
  return (
    <tr>
      {mayDecide ? (
        <td>
          <input type="checkbox" name="id" value={id} aria-label={`Pick ${id}`} />
        </td>
      ) : null}
      <td>
        <DeadState status={status} />
      </td>
      <td>
        <Instant at={since} look={look} />
      </td>
      <td>
        <a href={`/${kind}s/${id}`} data-row>
          {id}
        </a>
      </td>
      <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td>
      <td>
        <ContactName contact={contact} calledAs={calledAs} />
      </td>
      <td data-label="Step">{step ?? ""}</td>
      <td class="text">
        {message}
        {words === null ? null : (
          <>
            {" "}
            <q>{words}</q>
          </>
        )}
      </td>
      {hasAnswers ? <td>{isInDoubt ? <Doubt id={id} /> : null}</td> : null}
    </tr>
  );
}

/** Somebody has to look in Heymarket before anything is done. */
function Doubt({ id }: { readonly id: string }) {
  return (
    <span class="row doubt">
      <a class="button" href={decideHref({ kind: "resolve", runId: id, wasDone: true }, "/dead")}>
        {titleOfWord({ wasDone: true })}
      </a>
      <a class="button" href={decideHref({ kind: "resolve", runId: id, wasDone: false }, "/dead")}>
        {titleOfWord({ wasDone: false })}
      </a>
    </span>
  );
}
