import type { AnswerView } from "../../show/views/decide/answers.ts";
import { cameWords } from "../../show/views/decide/answers.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { DecisionItem, DecisionView } from "../../show/views/decide/decision.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";
import { Answer } from "./answers.tsx";

/** What would become of each thing that a decision is about, or became of it. */
export function DecidedItems({
  view,
  heading,
  answers: told = null,
  look,
}: {
  readonly view: DecisionView;
  readonly heading: string;
  /** How runs stand that were set going, and by what clock that is told; null when nothing was set going. */
  readonly answers?: Answered | null;
  readonly look: PageLook;
}) {
  const { items, left } = view;
  if (items.length === 0) return null;
  // A contact is named by its number, and belongs to no rule.
  const columns = {
    hasRules: items.some(({ ruleId }) => ruleId !== null),
    hasContacts: items.some(({ kind, contact }) => contact !== null && kind !== "contact"),
  };
  const answers = told?.answers ?? [];
  const head = [
    ...["State", "What"],
    ...(columns.hasRules ? ["Rule"] : []),
    ...(columns.hasContacts ? ["Contact"] : []),
    answers.length === 0 ? "Outcome" : "What was answered",
  ];
  return (
    <section>
      <h2>{heading}</h2>
      <Table name={heading} head={head} asCards>
        {items.map((item) => (
          <Item item={item} state={stateOf(item, view, answers)} columns={columns} answers={told} look={look} />
        ))}
      </Table>
      {left > 0 ? <p class="quiet">{`… and ${countOf(left, "other")}.`}</p> : null}
    </section>
  );
}

/** How runs stand, and how instants are told. */
interface Answered {
  readonly answers: readonly AnswerView[];
  readonly look: ViewLook;
}

/** How a thing stands by the decision; "refused" would be taken for the text that somebody refused. */
function stateOf(
  { id, isRefused }: DecisionItem,
  { kind, isPlan }: DecisionView,
  answers: readonly AnswerView[],
): Parameters<typeof State>[0] {
  if (isRefused) return { tone: "warn", word: "left as it is" };
  if (isPlan) return { tone: "wait", word: "planned" };
  const answer = answers.find(({ runId }) => runId === id);
  if (answer?.waits != null) return { tone: "wait", word: "waits" };
  if (answer !== undefined && !answer.isOpen) {
    return {
      tone: answer.status === "done" ? "good" : answer.status === "stopped" ? "quiet" : "bad",
      word: cameWords(answer),
    };
  }
  return GOES_ON.includes(kind) ? { tone: "good", word: "set going" } : { tone: "good", word: "done" };
}

/** After which a run has work to do: what comes of it is not known yet. */
const GOES_ON: readonly DecisionView["kind"][] = ["retry", "resume", "replay", "approve"];

function Item({
  item,
  state,
  columns: { hasRules, hasContacts },
  answers,
  look,
}: {
  readonly item: DecisionItem;
  readonly state: Parameters<typeof State>[0];
  readonly columns: { readonly hasRules: boolean; readonly hasContacts: boolean };
  readonly answers: Answered | null;
  readonly look: PageLook;
}) {
  const { kind, id, ruleId, contact, calledAs, text } = item;
  const path = PATHS[kind];
  const answer = answers?.answers.find(({ runId }) => runId === id);
  return (
    <tr>
      <td>
        <State {...state} />
      </td>
      <td>{path === null ? id : <a href={`${path}${encodeURIComponent(id)}`}>{id}</a>}</td>
      {hasRules ? <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td> : null}
      {hasContacts ? <td>{contact === null ? "" : <ContactName contact={contact} calledAs={calledAs} />}</td> : null}
      <td class="text">
        {answers === null || answer === undefined ? text : <Answer answer={answer} look={answers.look} />}
      </td>
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
