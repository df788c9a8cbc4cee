import { countOf } from "../../show/text/count-of.ts";
import type { DecisionItem, DecisionView } from "../../show/views/decide/decision.ts";
import type { PageLook } from "../page.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What would become of each thing that a decision is about, or became of it. */
export function DecidedItems({
  view,
  heading,
  look,
}: {
  readonly view: DecisionView;
  readonly heading: string;
  readonly look: PageLook;
}) {
  const { items, left } = view;
  if (items.length === 0) return null;
  // A contact is named by its number, and belongs to no rule.
  const columns = {
    hasRules: items.some(({ ruleId }) => ruleId !== null),
    hasContacts: items.some(({ kind, contact }) => contact !== null && kind !== "contact"),
  };
  const head = [
    ...["State", "What"],
    ...(columns.hasRules ? ["Rule"] : []),
    ...(columns.hasContacts ? ["Contact"] : []),
    "Outcome",
  ];
  return (
    <section>
      <h2>{heading}</h2>
      <Table name={heading} head={head} asCards>
        {items.map((item) => (
          <Item item={item} state={stateOf(item, view)} columns={columns} look={look} />
        ))}
      </Table>
      {left > 0 ? <p class="quiet">{`… and ${countOf(left, "other")}.`}</p> : null}
    </section>
  );
}

/** How a thing stands by the decision; "refused" would be taken for the text that somebody refused. */
function stateOf({ isRefused }: DecisionItem, { kind, isPlan }: DecisionView): Parameters<typeof State>[0] {
  if (isRefused) return { tone: "warn", word: "left as it is" };
  if (isPlan) return { tone: "wait", word: "planned" };
  return GOES_ON.includes(kind) ? { tone: "good", word: "set going" } : { tone: "good", word: "done" };
}

/** After which a run has work to do: what comes of it is not known yet. */
const GOES_ON: readonly DecisionView["kind"][] = ["retry", "resume", "replay", "approve"];

function Item({
  item,
  state,
  columns: { hasRules, hasContacts },
  look,
}: {
  readonly item: DecisionItem;
  readonly state: Parameters<typeof State>[0];
  readonly columns: { readonly hasRules: boolean; readonly hasContacts: boolean };
  readonly look: PageLook;
}) {
  const { kind, id, ruleId, contact, text } = item;
  const path = PATHS[kind];
  return (
    <tr>
      <td>
        <State {...state} />
      </td>
      <td>{path === null ? id : <a href={`${path}${encodeURIComponent(id)}`}>{id}</a>}</td>
      {hasRules ? <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td> : null}
      {hasContacts ? <td>{contact ?? ""}</td> : null}
      <td class="text">{text}</td>
    </tr>
  );
}

const PATHS: Readonly<Record<DecisionItem["kind"], string | null>> = {
  run: "/runs/",
  event: "/events/",
  contact: null,
  sending: null,
  rule: "/rules/",
};
