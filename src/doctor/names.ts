import type { Mention, MentionReading } from "../act/heymarket/mentions.ts";
import type { EffectSpec, Named } from "../core/model/ruleset/action.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Check } from "./check.ts";
import { found, good, skipped } from "./check.ts";
import type { NamedConfig } from "./examined.ts";

/** Something of Heymarket, and where the project names it: `heymarket.lists.vip`, or `rule welcome`. */
export interface PlacedMention extends Mention {
  readonly where: string;
}

/**
 * What heyrules.yaml and the rules in force name of Heymarket besides inboxes and the members of heyrules.yaml, each once.
 * What a rule takes from an event is only known then.
 */
export function mentionsOf(named: NamedConfig | null, rulesInForce: readonly Rule[]): readonly PlacedMention[] {
  const { surveys = {}, templates = {}, lists = {} } = named?.settings.names ?? {};
  const sections = [
    ["survey", "surveys", surveys],
    ["template", "templates", templates],
    ["list", "lists", lists],
  ] as const;
  const configured = sections.flatMap(([kind, section, ids]) =>
    Object.entries(ids).map(([name, id]): PlacedMention => ({
      kind,
      named: id,
      where: `heymarket.${section}.${name}`,
    })),
  );
  const inRules = rulesInForce.flatMap(({ id, program }) =>
    program.flatMap((instruction) =>
      instruction.op === "effect"
        ? mentionsIn(instruction.effect).map((mention): PlacedMention => ({ ...mention, where: `rule ${id}` }))
        : [],
    ),
  );
  const all = new Map<string, PlacedMention>();
  for (const mention of [...configured, ...inRules]) {
    const key = JSON.stringify([mention.kind, mention.named]);
    if (isConstant(mention.named) && !all.has(key)) all.set(key, mention);
  }
  return [...all.values()];
}

function mentionsIn(effect: EffectSpec): readonly Mention[] {
  const mention = (kind: Mention["kind"], named: Named | null): readonly Mention[] =>
    named === null ? [] : [{ kind, named }];
  switch (effect.action) {
    case "send_message":
      return mention("template", effect.templateId);
    case "schedule_message":
      return mention("template", effect.template);
    case "send_survey":
      return mention("survey", effect.survey);
    case "list":
      return [...effect.add, ...effect.remove].flatMap((list) => mention("list", list));
    case "assign":
      return mention("member", effect.user);
    case "contact":
      return [
        ...mention("member", effect.assignee),
        ...Object.keys(effect.custom).flatMap((title) => mention("field", /^\d+$/.test(title) ? null : title)),
      ];
    case "note":
    case "tag":
    case "send_email":
    case "opt_out":
    case "transfer":
    case "open":
    case "close":
    case "http":
    case "crm":
    case "notify":
    case "emit":
      return [];
  }
}

/** -1 is nobody, to whom a contact may be assigned. */
function isConstant(named: Named): boolean {
  return typeof named === "number" ? named !== -1 : !/\{[{%]/.test(named);
}

/** Whether Heymarket has what is named; `readings` is null when it was not asked, `untold` says why. */
export function checkMentions(
  mentions: readonly PlacedMention[],
  readings: readonly MentionReading[] | null,
  untold: string,
): Check {
  const name = "names";
  if (mentions.length === 0) return good(name, "no survey, template, list, field or member is named by rules");
  if (readings === null) return skipped(name, untold);
  const read = mentions.flatMap((mention, index) => {
    const reading = readings[index];
    return reading === undefined || reading.status === "there" ? [] : [{ ...reading, where: mention.where }];
  });
  if (read.length === 0) return good(name, `${mentions.length} named, all there`);
  const isAbsent = read.some(({ status }) => status === "absent");
  return found(isAbsent ? "failed" : "warning", {
    name,
    message: isAbsent ? "something is named that Heymarket does not have" : "Heymarket did not tell what it has",
    details: read.map(({ where, problem }) => `${where}: ${problem}`),
    next: isAbsent
      ? "write the name as it stands in Heymarket, or the id"
      : "try again; ask what the API Secret may do",
  });
}
