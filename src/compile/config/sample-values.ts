import { excerptOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { diagnose } from "../yaml/findings.ts";
import type { SourceDocument } from "../yaml/document.ts";
import type { Finding } from "../yaml/findings.ts";
import type { PendingFinding } from "./pending-findings.ts";
import type { WrittenConfig } from "../generated/written-config.ts";

/** What the `heyrules.yaml` that comes with heyrules says, and nobody's own says. */
const SAMPLE = { sender: "55", inboxes: { front_desk: "101", billing: "102" }, org: "Harbor Street Dental" };

const IDS_HINT = "write yours; `heyrules doctor` lists your members and inboxes with their ids";

/** The values of a configuration, its variables filled in, that are still the sample's. */
export function findSampleValues(document: SourceDocument): readonly PendingFinding[] {
  // The schema has checked the shape.
  const { heymarket, inboxes = {}, org, connections = {} } = document.data as unknown as WrittenConfig;
  const found: { readonly connection: string | null; readonly finding: Omit<Finding, "code"> }[] = [];
  if (String(heymarket?.sender) === SAMPLE.sender) {
    const message = `"heymarket.sender" is ${SAMPLE.sender}, the member of the sample`;
    found.push({ connection: null, finding: { path: ["heymarket", "sender"], message, hint: IDS_HINT } });
  }
  for (const [name, id] of Object.entries(SAMPLE.inboxes)) {
    if (String(inboxes[name]) !== id) continue;
    const message = `"inboxes.${name}" is ${id}, the inbox of the sample`;
    found.push({ connection: null, finding: { path: ["inboxes", name], message, hint: IDS_HINT } });
  }
  if (org?.["name"] === SAMPLE.org) {
    const message = `"org.name" is "${SAMPLE.org}", the business of the sample`;
    found.push({ connection: null, finding: { path: ["org", "name"], message, hint: "write the name of yours" } });
  }
  for (const [connection, { base_url, url }] of Object.entries(connections)) {
    if (!isSampleAddress(base_url ?? url ?? "")) continue;
    const path = ["connections", connection, base_url === undefined ? "url" : "base_url"];
    const message = `"${path.join(".")}" is an address of the sample: example.com is nobody's`;
    const hint = "write the address you want to reach, or set `enabled: false` on the rules that call it";
    found.push({ connection, finding: { path, message, hint } });
  }
  return found.map(({ connection, finding }) => ({
    kind: "sample",
    connection,
    diagnostic: diagnose(document, "error", { code: "sample-value", ...finding }),
  }));
}

/** An error for every step of a rule in force that writes an address of example.com to somebody. */
export function findSampleAddresses(
  rules: readonly Rule[],
  sources: readonly { readonly file: string; readonly text: string }[],
): readonly Diagnostic[] {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  return rules
    .filter(({ enabled }) => enabled === "on")
    .flatMap(({ file, program }) =>
      program.flatMap((instruction): readonly Diagnostic[] => {
        if (instruction.op !== "effect" || !RESERVED.test(JSON.stringify(instruction.effect))) return [];
        const place = { file, ...instruction.place };
        const message = `this ${instruction.effect.action} holds an address of a sample: example.com is nobody's`;
        const excerpt = excerptOf(texts.get(place.file) ?? "", place.line);
        return [
          { code: "sample-value", severity: "error", ...place, excerpt, message, hint: "write your own address" },
        ];
      }),
    );
}

/** Names that are kept for documentation (RFC 2606 section 3). */
const RESERVED = /\bexample\.(com|net|org)\b/i;

/** Whether an address is one of example.com, which is nobody's. */
export function isSampleAddress(url: string): boolean {
  return URL.canParse(url) && RESERVED.test(new URL(url).hostname);
}
