import { ENDED_AS } from "../../../core/model/trace.ts";
import { deadGroups, MOST_LOOKED_AT } from "../../../show/views/dead/groups.ts";
import { deadRows } from "../../../show/views/dead/members.ts";
import { approvalList } from "../../../show/views/approvals.ts";
import { endedApprovals } from "../../../show/views/ended-approvals.ts";
import { checkFilterNames } from "../../../show/views/known-names.ts";
import { viewJson } from "../../../show/views/view-json.ts";
import { knownNames, RULES_LISTED } from "../../known-names.ts";
import { filterBy, filterByOne, givenText, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import type { Route } from "../route.ts";
import { flag, listOf, named, pageOf, record } from "../schema.ts";

/** What can be asked of what waits for a person. */
export const DEAD_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/dead/groups",
    operationId: "listDeadGroups",
    tag: "dead",
    summary: "What failed or is parked, by rule and reason",
    role: "read",
    parameters: [],
    answer: record("All that failed or is parked.", {
      groups: listOf(named("DeadGroup"), "That with the newest first."),
      isCut: flag("There are more of a status than were looked at."),
    }),
    refuses: [],
    handle: async ({ parts }) => viewJson(await deadGroups(parts.store, { mostLookedAt: MOST_LOOKED_AT })),
  },
  {
    method: "get",
    path: "/dead",
    operationId: "listDead",
    tag: "dead",
    summary: "Runs and events that failed or are parked",
    role: "read",
    parameters: [
      filterByOne("only", ["runs", "events"], "Only runs, or only parked events."),
      filterBy("rule", "Only of this rule."),
      filterBy("code", "Only those that failed with this code."),
      filterBy("connection", "Only those whose call of this connection failed; `heymarket` is one."),
      ...PAGE_PARAMETERS,
    ],
    answer: pageOf("dead", named("Dead"), "Parked runs, then failed runs, then parked events."),
    refuses: ["USAGE", "NOT_FOUND"],
    handle: async ({ parts, given }) => {
      const only = givenText(given, "only");
      const [ruleId = null, code = null, connection = null] = ["rule", "code", "connection"].map((name) =>
        givenText(given, name),
      );
      const filter = { only: only === "runs" || only === "events" ? only : null, ruleId, code, connection } as const;
      const { rows, next } = await deadRows(parts.store, filter, pageOptions(given));
      if (rows.length === 0 && next === null)
        await checkFilterNames(
          parts.store,
          { rule: ruleId, connection },
          { ...knownNames(parts), listed: RULES_LISTED },
        );
      return { dead: rows.map(viewJson), next };
    },
  },
  {
    method: "get",
    path: "/approvals",
    operationId: "listApprovals",
    tag: "operations",
    summary: "Texts that wait for a person",
    description: "A page may have fewer rows than were asked for; it is the last when `next` is null.",
    role: "read",
    parameters: PAGE_PARAMETERS,
    answer: pageOf("approvals", named("Approval"), "A page of texts that wait."),
    refuses: ["USAGE"],
    handle: async ({ parts, given }) => {
      const { rows, next } = await approvalList(parts.store, pageOptions(given));
      return { approvals: rows.map(viewJson), next };
    },
  },
  {
    method: "get",
    path: "/approvals/ended",
    operationId: "listEndedApprovals",
    tag: "operations",
    summary: "Texts that waited for a person, and what became of them",
    description: "Among the newest 200 runs of each rule that asks for approval.",
    role: "read",
    parameters: [filterByOne("ended", ENDED_AS, "Only those that ended so.")],
    answer: record("Those that ended last, at most 50.", {
      approvals: listOf(named("EndedApproval"), "The newest first."),
      isMore: flag("There may be more."),
    }),
    refuses: ["USAGE"],
    handle: async ({ parts, given }) => {
      const wanted = givenText(given, "ended");
      const ended = ENDED_AS.find((one) => one === wanted) ?? null;
      const asked = { ended, rules: parts.inForce().rules, now: parts.clock.now() };
      return viewJson(await endedApprovals(parts.store, asked));
    },
  },
];
