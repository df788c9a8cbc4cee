import { createHash } from "node:crypto";
import { compileRules } from "../../src/compile/rules/compile.ts";
import type { Compilation } from "../../src/compile/rules/compile.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";

/** Settings with two inboxes, one calendar and three connections, as in the examples. */
export const SETTINGS: Settings = {
  timezone: "America/New_York",
  country: "US",
  aiMembers: [],
  optOutWords: { out: [], held: [] },
  org: { name: "Acme Dental" },
  sender: 55,
  inboxes: { support: "101", sales: "102" },
  names: { members: {}, surveys: {}, templates: {}, lists: {} },
  calendars: {
    support_hours: {
      name: "support_hours",
      timezone: "America/Chicago",
      weekly: [[], [], [], [], [], [], []],
      dates: {},
    },
  },
  sending: {
    quietHours: null,
    frequency: [],
    loops: { autoReplies: { count: 3, windowMs: 600_000 }, tripForMs: 1 },
    tellsHeymarket: true,
    replyWithinMs: 3_600_000,
    replyWindowMs: 900_000,
    internal: { numbers: {}, cap: { count: 20, windowMs: 3_600_000 } },
  },
  laneBlockMaxMs: 600_000,
  contactReads: { ttlMs: 600_000, waitMs: 30_000 },
  connections: { crm: "http", slack: "slack", hook: "generic" },
  sources: {},
};

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compiles one file; lines that do not start with `version` are the body of the rule `r`. */
export function compileLines(
  lines: readonly string[],
  options: Partial<{ strict: boolean; settings: Settings; eventsMs: number }> = {},
) {
  const isFile = lines[0]?.startsWith("version") ?? false;
  const head = ["version: 1", "rules:", "  r:"];
  const text = (isFile ? lines : [...head, ...lines.map((line) => `    ${line}`)]).join("\n") + "\n";
  return compileFiles({ "r.yaml": text }, options);
}

export function compileFiles(
  files: Readonly<Record<string, string>>,
  options: Partial<{ strict: boolean; settings: Settings; eventsMs: number }> = {},
): Compilation {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  return compileRules({ sources, settings: SETTINGS, strict: false, digest: sha256, ...options });
}

/** The rule of a body that must compile without any finding, but that its condition decides nothing. */
export function compileRule(lines: readonly string[], options: Partial<{ settings: Settings }> = {}): Rule {
  const { rules, diagnostics } = compileLines(lines, options);
  const [rule] = rules;
  const found = diagnostics.filter(({ code }) => code !== "always-holds");
  if (rule === undefined || found.length > 0) throw new Error(JSON.stringify(found, null, 2));
  return rule;
}
