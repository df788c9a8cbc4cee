import type { RunErrorCode } from "../../core/model/run/answer.ts";
import { ALL } from "../../show/views/decide/address.ts";
import type { DeadFilter } from "../../show/views/dead/members.ts";
import { isEngineCode, reasonOf } from "../../show/views/dead/reasons.ts";
import type { PageLook } from "../page.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { State, STUCK } from "../parts/state.tsx";

/** How a dead letter stands, by glyph, word and colour. */
export function DeadState({ status }: { readonly status: "failed" | "parked" }) {
  return <State {...STUCK[status]} />;
}

/** Why, in words where the code is the engine's. */
export function Reason({ code }: { readonly code: string }) {
  return (
    <span>
      {isEngineCode(code) ? reasonOf(code) : "was refused as"} <code>{code}</code>
    </span>
  );
}

/** What can be done with all of a group. */
export function Deeds({
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
export const IN_DOUBT: RunErrorCode = "outcome_unknown";

/** Address of a group, or of what follows in it. */
export function groupHref({ only, ruleId, code, connection }: DeadFilter, after?: string): string {
  const query = new URLSearchParams();
  if (only !== null) query.set("all", only);
  if (ruleId !== null) query.set("rule", ruleId);
  if (code !== null) query.set("code", code);
  if (connection !== null) query.set("connection", connection);
  if (after !== undefined) query.set("after", after);
  return `/dead/group?${query.toString()}`;
}
