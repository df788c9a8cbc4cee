import type { Rule } from "../core/model/ruleset/rule.ts";
import { patternOf } from "../core/model/ruleset/rule.ts";
import type { Check } from "./check.ts";
import { found, good, skipped } from "./check.ts";
import { memberIds } from "./team.ts";
import type { Team } from "./team.ts";
import type { NamedConfig } from "./examined.ts";

/** A member that texts, the inboxes it texts from, and where the project says so. */
interface Sender {
  readonly id: number;
  /** Ids of Heymarket. */
  readonly inboxIds: readonly string[];
  /** `heymarket.sender`, or `rule welcome`. */
  readonly where: string;
}

/** Whether the team has the members that text, and whether each may write from the inboxes it texts from. */
export function checkSender(
  team: Team,
  question: { readonly named: NamedConfig; readonly rulesInForce: readonly Rule[] },
  untold: string,
): Check {
  const name = "sender";
  const { settings } = question.named;
  const next = "write the id of a member below as `heymarket.sender`";
  if (settings.sender === null) return found("warning", { name, message: "`heymarket.sender` is not set", next });
  const ids = memberIds(team);
  if (ids === null) return skipped(name, untold);
  const { sender } = settings;
  const configured = { id: sender, inboxIds: Object.values(settings.inboxes), where: "heymarket.sender" };
  const senders: readonly Sender[] = [configured, ...question.rulesInForce.flatMap(sendersOf)];
  const absent = senders.filter(({ id }) => !ids.includes(id));
  if (absent.length > 0) {
    const unknown = [...new Set(absent.map(({ id }) => id))].join(", ");
    return found("failed", {
      name,
      message: `this team has no member ${unknown}: texts would be refused`,
      details: [...new Set(absent.map(({ where, id }) => `${where}: ${id}`))],
      next: "write the id of a member below",
    });
  }
  const closed = [...new Set(senders.flatMap((each) => closedTo(each, team)))];
  if (closed.length > 0) {
    return found("warning", {
      name,
      message: "a member that texts may not write from every inbox it texts from",
      details: closed,
      next: "add it to these inboxes in Heymarket, or take another sender",
    });
  }
  const member = team.members?.find(({ id }) => id === sender);
  return good(name, `${sender}${member === undefined ? "" : `, ${member.name}`}`);
}

/** The members that the steps of a rule name instead of the configured one. */
function sendersOf(rule: Rule): readonly Sender[] {
  const heard = rule.triggers.flatMap((trigger) => patternOf(trigger).inboxIds ?? []);
  return rule.program.flatMap((instruction) => {
    if (instruction.op !== "effect" || !("sender" in instruction.effect)) return [];
    const { sender, inboxId } = instruction.effect;
    if (sender === null) return [];
    return [{ id: sender, inboxIds: inboxId === null ? heard : [inboxId], where: `rule ${rule.id}` }];
  });
}

/** A line for each inbox a member texts from without being one of its members. */
function closedTo({ id, inboxIds, where }: Sender, { inboxes }: Team): readonly string[] {
  return (inboxes ?? [])
    .filter((inbox) => inboxIds.includes(String(inbox.id)) && !inbox.members.includes(id))
    .map((inbox) => `${where}: member ${id} may not write from ${inbox.configuredAs ?? inbox.id}`);
}
