import { countOf } from "../../show/text/count-of.ts";
import type { DecisionItem, DecisionView } from "../../show/views/decide/decision.ts";
import type { PageLook } from "../page.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What would become of each thing that a decision is about, or became of it. */
export function DecidedItems({
  view: { items, left, isPlan },
  heading,
  look,
}: {
  readonly view: DecisionView;
  readonly heading: string;
  readonly look: PageLook;
}) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{heading}</h2>
      <Table name={heading} head={["State", "What", "Rule", "Contact", "Outcome"]} asCards>
        {items.map((item) => (
          <Item item={item} isPlan={isPlan} look={look} />
        ))}
      </Table>
      {left > 0 ? <p class="quiet">{`… and ${countOf(left, "other")}.`}</p> : null}
    </section>
  );
}

function Item({
  item,
  isPlan,
  look,
}: {
  readonly item: DecisionItem;
  readonly isPlan: boolean;
  readonly look: PageLook;
}) {
  const { kind, id, ruleId, contact, isRefused, text } = item;
  const path = PATHS[kind];
  return (
    <tr>
      <td>
        {isRefused ? (
          <State tone="warn" word="refused" />
        ) : (
          <State tone={isPlan ? "wait" : "good"} word={isPlan ? "planned" : "done"} />
        )}
      </td>
      <td>{path === null ? id : <a href={`${path}${encodeURIComponent(id)}`}>{id}</a>}</td>
      <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td>
      <td>{contact ?? ""}</td>
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
