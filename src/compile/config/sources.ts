import type { SourceSettings } from "../../core/model/ruleset/settings.ts";
import type { WebhookSource } from "../../ports/connection.ts";
import type { WrittenConfig, WrittenSource } from "../generated/written-config.ts";
import type { SourceDocument } from "../yaml/document.ts";
import { diagnose } from "../yaml/findings.ts";
import type { Findings } from "../yaml/findings.ts";
import { compileUrl } from "./connections.ts";
import { hasPlaceholder } from "./environment.ts";
import type { PendingFinding } from "./pending-findings.ts";

/** A source with the address its sender was given, where it is known. */
export interface ConfiguredSource extends WebhookSource {
  readonly url: string | null;
}

/** The sources of events; tokens whose variable is not set are left out. */
export function compileSources(
  sources: Readonly<Record<string, WrittenSource>>,
  findings: Findings,
): readonly ConfiguredSource[] {
  return Object.entries(sources).map(([name, { tokens, url, dry = false }]) => {
    const path = ["sources", name];
    const accepted = (typeof tokens === "string" ? tokens.split(",") : tokens)
      .map((token) => token.trim())
      .filter((token) => token !== "");
    if (accepted.length === 0) {
      const message = `the source "${name}" accepts no token`;
      findings.error({ code: "missing-token", path: [...path, "tokens"], message });
    }
    return {
      name,
      tokens: accepted.filter((token) => !hasPlaceholder(token)),
      dry,
      url: url === undefined ? null : compileUrl(url, [...path, "url"], findings, false),
    };
  });
}

/** What rules and the send gate go by. */
export function sourceSettings(
  sources: Readonly<Record<string, WrittenSource>>,
): Readonly<Record<string, SourceSettings>> {
  const entries = Object.entries(sources).map(([name, { dry = false, rules }]): [string, SourceSettings] => [
    name,
    { dry, rules: rules === undefined ? null : [rules].flat() },
  ]);
  return Object.fromEntries(entries);
}

/** A finding for each rule that a source names; it matters when there is none of that id. */
export function findNamedRules(document: SourceDocument): readonly PendingFinding[] {
  const { sources = {} } = document.data as unknown as WrittenConfig;
  return Object.entries(sources).flatMap(([name, { rules = [] }]) =>
    [rules].flat().map((ruleIds, index): PendingFinding => {
      const path = ["sources", name, "rules", ...(Array.isArray(rules) ? [index] : [])];
      const message = `no rule is called "${ruleIds}", and the source "${name}" starts no others`;
      const hint = "`heyrules rules ls` shows the ids; * stands for any part of one";
      const finding = { code: "unknown-rule", path, message, hint } as const;
      return { kind: "rules", connection: null, ruleIds, diagnostic: diagnose(document, "warning", finding) };
    }),
  );
}
