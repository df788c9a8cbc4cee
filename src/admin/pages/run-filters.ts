import type { Request } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { DELIVERY_OUTCOMES, SENT_CHOICES } from "../../core/model/delivery.ts";
import type { RunStatus } from "../../core/model/run/run.ts";
import type { LookingBack } from "../../core/time/past.ts";
import { PAST_FORMS, parseSince, parseUntil, spanProblem } from "../../core/time/past.ts";
import { printable } from "../../show/text/printable.ts";
import type { RunListQuery } from "../../show/views/run/run-list.ts";
import { choiceOf, parameterOf } from "./query.ts";

/** Parameters by which runs are filtered. */
export const FILTERS = ["rule", "status", "delivery", "blocked", "sent", "since", "until"] as const;

/** Statuses that are offered, those that need a person first. */
export const STATUSES: readonly RunStatus[] = [
  ...(["parked", "failed", "waiting", "queued", "sending", "ready", "stopped", "done"] as const),
];

/** What the filters of an address ask for. */
interface ReadFilters {
  /** As they were filled in. */
  readonly query: Readonly<Record<(typeof FILTERS)[number], string>>;
  readonly wanted: Omit<RunListQuery, "limit" | "after">;
  /** A sentence on each that cannot be read. */
  readonly problems: readonly string[];
}

/** Reads the filters of an address; what cannot be read is told, not thrown, so that the form stands beside it. */
export function readFilters(request: Request, at: LookingBack): ReadFilters {
  const given = (name: (typeof FILTERS)[number]): string => parameterOf(request, name).trim();
  const problems: string[] = [];
  const choice = <Choice extends string>(
    name: (typeof FILTERS)[number],
    choices: readonly Choice[],
  ): Choice | undefined => {
    try {
      return choiceOf(given(name), name, choices);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const instant = (name: "since" | "until", parse: typeof parseSince): number | undefined => {
    const moment = given(name) === "" ? undefined : parse(given(name), at);
    if (moment === null)
      problems.push(`${LABELS[name]} takes ${PAST_FORMS}; "${printable(given(name))}" is none of them.`);
    return moment ?? undefined;
  };
  const [status, delivery] = [choice("status", STATUSES), choice("delivery", DELIVERY_OUTCOMES)];
  const [sent, blocked] = [choice("sent", SENT_CHOICES), choice("blocked", ["yes", "no"])];
  const [since, until] = [instant("since", parseSince), instant("until", parseUntil)];
  const problem = spanProblem(since, until);
  if (problem !== null) problems.push(problem.replace("until", LABELS.until));
  const rule = given("rule");
  return {
    query: {
      ...{ rule, status: given("status"), delivery: given("delivery"), blocked: given("blocked") },
      ...{ sent: given("sent"), since: given("since"), until: given("until") },
    },
    wanted: {
      ...(rule !== "" && { ruleId: rule }),
      ...(status && { status }),
      ...(delivery && { delivery }),
      ...(sent && { sent }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      isBlocked: blocked === "yes",
    },
    problems,
  };
}

/** As the form calls them. */
const LABELS = { since: "Since", until: "Until" } as const;
