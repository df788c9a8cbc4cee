import { dirname, join } from "node:path";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { GlobalOptions } from "../../context.ts";
import { devFileOf } from "../dev-mocks.ts";
import type { DevSession } from "../dev-session.ts";

/** What is in force at one time. */
type InForce = Pick<DevSession, "config" | "rules" | "mocks" | "written">;

/**
 * What a reload has changed, a file each, such as `rules/x.yaml: after-hours changed, new-rule added`. What a file says
 * in other words is no change.
 */
export function changesBetween(
  globals: Pick<GlobalOptions, "config">,
  before: InForce,
  after: InForce,
): readonly string[] {
  return [
    ...(isSame(before.config, after.config)
      ? []
      : configFiles(globals, before, after).map((file) => `${file} changed`)),
    ...ruleChanges(before.rules, after.rules),
    ...(isSame(before.mocks, after.mocks) ? [] : [`${devFileOf(globals)} changed`]),
  ];
}

/** The files by which a configuration has changed; its own when neither has, such as for one of a secret. */
function configFiles(
  { config }: Pick<GlobalOptions, "config">,
  { written: before }: InForce,
  { written: after }: InForce,
): readonly string[] {
  const changed = [
    ...(before.config === after.config ? [] : [config]),
    ...(before.dotEnv === after.dotEnv ? [] : [join(dirname(config), ".env")]),
  ];
  return changed.length === 0 ? [config] : changed;
}

/** Ids of the rules that are new, or differ from what they were. */
export function changedRules(before: readonly Rule[], after: readonly Rule[]): ReadonlySet<string> {
  const known = new Map(before.map((rule) => [rule.id, rule]));
  const isSame = ({ id, version, enabled }: Rule): boolean => {
    const old = known.get(id);
    return old?.version === version && old.enabled === enabled;
  };
  return new Set(after.filter((rule) => !isSame(rule)).map(({ id }) => id));
}

function ruleChanges(before: readonly Rule[], after: readonly Rule[]): readonly string[] {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const next = new Map(after.map((rule) => [rule.id, rule]));
  const differing = changedRules(before, after);
  const changed = after
    .filter(({ id }) => differing.has(id))
    .map((rule) => ({ rule, deed: old.has(rule.id) ? "changed" : "added" }));
  const gone = before.filter(({ id }) => !next.has(id)).map((rule) => ({ rule, deed: "gone" }));
  const changes = [...changed, ...gone];
  const files = [...new Set(changes.map(({ rule }) => rule.file))].sort();
  return files.map((file) => {
    const own = changes.filter(({ rule }) => rule.file === file);
    return `${file}: ${own.map(({ rule, deed }) => `${rule.id} ${deed}`).join(", ")}`;
  });
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
