import type { RunErrorCode } from "../../core/model/run/answer.ts";
import { ALL, decideHref } from "../../show/views/decide/address.ts";
import type { DeadGroup, DeadGroups } from "../../show/views/dead/groups.ts";
import type { DeadFilter, DeadRow, DeadRows } from "../../show/views/dead/members.ts";
import { isEngineCode, reasonOf } from "../../show/views/dead/reasons.ts";
import { printable } from "../../show/text/printable.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { State, STUCK } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What failed or is parked, by reason. */
export function deadPage({ groups, isCut }: DeadGroups, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Dead letters" at="/dead" look={look}>
      {groups.length === 0 ? (
        <p class="empty">
          Nothing failed and nothing is parked. What does is kept here until somebody has it done again or drops it.
        </p>
      ) : (
        <>
          <p class="quiet">
            Dead letters are what failed for good, or waits for a person, by reason. Retrying does the failed step again
            with the same request; nothing that is done is done twice.
          </p>
          <Table
            name="Dead letters by reason"
            head={[
              { ofNumbers: "Count" },
              "State",
              "Rule",
              "At",
              "Reason",
              "Oldest since",
              "Newest since",
              "What to do",
            ]}
            asCards
          >
            {groups.map((group) => (
              <Group group={group} look={look} />
            ))}
          </Table>
          {isCut ? <p class="quiet">Only the newest of each state were looked at; there are more.</p> : null}
        </>
      )}
    </Page>,
  );
}

function Group({ group, look }: { readonly group: DeadGroup; readonly look: PageLook & ViewLook }) {
  const { kind, status, ruleId, code, connection, count, oldestAt, newestAt, message } = group;
  const filter = filterOf(group);
  return (
    <tr>
      <td class="number">
        <a href={groupHref(filter)} data-row aria-label={`Show these ${count}`}>
          {count}
        </a>
      </td>
      <td>
        {kind === "event" ? "event " : ""}
        <DeadState status={status === "parked" ? "parked" : "failed"} />
      </td>
      <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td>
      <td data-label="At">{connection ?? ""}</td>
      <td class="text">
        {code === null ? null : <Reason code={code} />} <small>{message}</small>
      </td>
      <td data-label="Oldest since">
        <Instant at={oldestAt} look={look} />
      </td>
      <td data-label="Newest since">
        <Instant at={newestAt} look={look} />
      </td>
      <td>
        <Deeds filter={filter} back="/dead" look={look} />
      </td>
    </tr>
  );
}

function DeadState({ status }: { readonly status: "failed" | "parked" }) {
  return <State {...STUCK[status]} />;
}

function Reason({ code }: { readonly code: string }) {
  return (
    <span>
      {isEngineCode(code) ? reasonOf(code) : "was refused as"} <code>{code}</code>
    </span>
  );
}

function Deeds({
  filter,
  back,
  isListed = false,
  look,
}: {
  readonly filter: DeadFilter;
  readonly back: string;
  /** Whether those it is about stand below, each with its own choice. */
  readonly isListed?: boolean;
  readonly look: PageLook;
}) {
  const which = { ...ALL, ...filter };
  if (look.visitor.role !== "operate") return isListed ? null : <a href={groupHref(filter)}>Show</a>;
  const isInDoubt = filter.code === IN_DOUBT;
  return (
    <span class="row">
      {isListed ? (
        isInDoubt ? (
          "Say of each below whether it went out."
        ) : null
      ) : (
        <a href={groupHref(filter)}>{isInDoubt ? "Say of each whether it went out" : "Show"}</a>
      )}
      {isInDoubt ? null : (
        <DecideLink wanted={{ kind: "retry", which }} back={back} look={look}>
          Retry all
        </DecideLink>
      )}
      <DecideLink wanted={{ kind: "drop", which }} back={back} weight={isInDoubt ? "light" : "plain"} look={look}>
        Drop all
      </DecideLink>
    </span>
  );
}

/** Of such a run a retry is refused until a person has said whether its text went out. */
const IN_DOUBT: RunErrorCode = "outcome_unknown";

function filterOf({ kind, ruleId, code, connection }: DeadGroup): DeadFilter {
  return { only: kind === "event" ? "events" : "runs", ruleId, code, connection };
}

function groupHref({ only, ruleId, code, connection }: DeadFilter, after?: string): string {
  const query = new URLSearchParams();
  if (only !== null) query.set("all", only);
  if (ruleId !== null) query.set("rule", ruleId);
  if (code !== null) query.set("code", code);
  if (connection !== null) query.set("connection", connection);
  if (after !== undefined) query.set("after", after);
  return `/dead/group?${query.toString()}`;
}

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
        It went out
      </a>
      <a class="button" href={decideHref({ kind: "resolve", runId: id, wasDone: false }, "/dead")}>
        It did not
      </a>
    </span>
  );
}
