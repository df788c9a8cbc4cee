import { DEFAULT_COUNTRY, isCountry } from "../../core/base/phone.ts";
import type { AlarmSettings } from "../../core/alarm/alarm.ts";
import { parseDuration } from "../../core/base/duration.ts";
import { compileAlarms } from "./alarms.ts";
import { checkZone, compileCalendars } from "./calendars.ts";
import { compileConnections, compileUrl, rateOf } from "./connections.ts";
import { withAllowances } from "../yaml/allowances.ts";
import { parseDocument } from "../yaml/document.ts";
import { checkSecrets, fillEnvironment, hasPlaceholder, secretMask } from "./environment/environment.ts";
import { createFindings, diagnose, suggest } from "../yaml/findings.ts";
import { findSampleValues } from "./sample-values.ts";
import type { WrittenConfig, WrittenHeymarket, WrittenIds } from "../generated/written-config.ts";
import { misfitsOf } from "../yaml/schema/schema.ts";
import { soundConfig } from "./sound-part.ts";
import { warnPastTheGate } from "./past-the-gate.ts";
import { compileRetention } from "./retention.ts";
import { compileOptOutWords } from "./opt-out-words.ts";
import { compileSending } from "./sending.ts";
import { compareDiagnostics } from "../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import type { Rate } from "../../core/base/duration.ts";
import { CONTACT_READS, LANE_BLOCK_MAX_MS } from "../../core/model/ruleset/settings.ts";
import type { RetentionPolicy, Settings, VendorNames } from "../../core/model/ruleset/settings.ts";
import type { Connection } from "../../ports/outside/connection.ts";
import { compileSources, findNamedRules, sourceSettings } from "./sources.ts";
import type { ConfiguredSource } from "./sources.ts";
import type { SourceDocument } from "../yaml/document.ts";
import type { Environment } from "./environment/environment.ts";
import type { Finding, Findings } from "../yaml/findings.ts";
import type { PendingFinding } from "./pending-findings.ts";
import { keepsRecords, parseStoreUrl } from "../../core/base/store-url.ts";

/** `heyrules.yaml`, compiled: what rules may name, and the hosts and secrets they may not. */
export interface CompiledConfig {
  readonly settings: Settings;
  /** Without trailing slash; null when not written. */
  readonly apiUrl: string | null;
  /** Requests to Heymarket; 450 a minute by default, never above 500. */
  readonly rate: Rate;
  /** For how long a number that Heymarket lets be texted is not asked about again, milliseconds; null when it is never asked. */
  readonly statusTtlMs: number | null;
  /** How often texts that no webhook has told are looked for, milliseconds; null when never. */
  readonly sweepMs: number | null;
  readonly connections: readonly Connection[];
  /** Null when nobody is told. */
  readonly alarms: AlarmSettings | null;
  readonly sources: readonly ConfiguredSource[];
  /** How long what is stored is kept. */
  readonly retention: RetentionPolicy;
  /** Such as `sqlite:./data/heyrules.db`; null when not written. */
  readonly store: string | null;
  /** Whether people may change the files of rules through a running engine. */
  readonly mayWriteRules: boolean;
}

/** Requests to Heymarket where nothing else is written. */
export const DEFAULT_VENDOR_RATE: Rate = { count: 450, windowMs: 60_000 };

/** A configuration, what was found in it, and what only the rules can tell the weight of. */
export interface ConfigCompilation {
  /** Null when there is an error. */
  readonly config: CompiledConfig | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly pending: readonly PendingFinding[];
}

/**
 * Compiles the configuration. With `requireEnvironment` every `${NAME}` must be set but those of connections, which are
 * needed when a rule calls them; without, hosts and secrets may be missing. Never throws.
 */
export function compileConfig(input: {
  readonly file: string;
  readonly text: string;
  readonly environment: Environment;
  readonly requireEnvironment: boolean;
}): ConfigCompilation {
  const parsed = parseDocument(input);
  if (parsed.document === null) return { config: null, diagnostics: parsed.diagnostics, pending: [] };
  const written = parsed.document;

  const findings = createFindings(written);
  const missing: PendingFinding[] = [];
  const unset = (connection: string, finding: Finding): void => {
    missing.push({ kind: "unset", connection, diagnostic: diagnose(written, "error", finding) });
  };
  const document = fillEnvironment({ ...input, document: written, findings, unset });
  checkSecrets(written, findings);
  const { misfits, untold } = misfitsOf({ schema: "config", document });
  for (const misfit of untold) findings.error(misfit);
  const config = misfits.length === 0 ? compile(document, findings) : compileSoundPart(document, findings);

  const mask = secretMask(written);
  const found = [...parsed.diagnostics, ...findings.list].sort(compareDiagnostics);
  const diagnostics = withAllowances(input, found).map(mask);
  const isValid = diagnostics.every(({ severity }) => severity !== "error");
  const pending =
    misfits.length === 0 ? [...missing, ...findSampleValues(document), ...findNamedRules(document)] : missing;
  return {
    config: isValid ? config : null,
    diagnostics,
    pending: pending.map((finding) => ({
      ...finding,
      // Whom alarms are told must be reached whatever the rules do.
      connection: finding.connection === config?.alarms?.notify ? null : finding.connection,
      diagnostic: mask(finding.diagnostic),
    })),
  };
}

/** Finds what else is wrong where the shape is, and gives no configuration. */
function compileSoundPart(document: SourceDocument, findings: Findings): null {
  const data = soundConfig(document.data, (each) =>
    misfitsOf({ schema: "config", document: { ...document, data: each } }).misfits.map(({ path }) => path),
  );
  if (data !== null) compile({ ...document, data }, findings);
  return null;
}

function compile(document: SourceDocument, findings: Findings): CompiledConfig {
  // The schema has checked the shape.
  const written = document.data as unknown as WrittenConfig;
  const heymarket = written.heymarket ?? {};
  const names = compileNames(heymarket, findings);
  const country = compileCountry(written.country, findings);
  const connections = compileConnections(written.connections ?? {}, { country, findings });
  if (!hasPlaceholder(written.timezone)) checkZone(written.timezone, ["timezone"], findings);
  checkStore(written.store, findings);
  const settings = {
    timezone: written.timezone,
    country,
    org: written.org ?? {},
    publicUrl:
      written.public_url === undefined
        ? null
        : compileUrl(written.public_url, ["public_url"], findings, { isBase: true }),
    sender: compileSender(heymarket.sender, names.members, findings),
    aiMembers: (heymarket.ai_members ?? [])
      .flatMap(
        (member, index) =>
          memberId(member, { path: ["heymarket", "ai_members", index], members: names.members, findings }) ?? [],
      )
      .map(String),
    optOutWords: compileOptOutWords(written.sending?.opt_out ?? {}, findings),
    inboxes: compileInboxes(written.inboxes ?? {}, findings),
    names,
    calendars: compileCalendars({ calendars: written.calendars ?? {}, timezone: written.timezone, findings }),
    sending: compileSending(written.sending ?? {}, country, findings),
    laneBlockMaxMs: parseDuration(written.lane_block_max ?? "") ?? LANE_BLOCK_MAX_MS,
    connections: Object.fromEntries(connections.map(({ name, kind }) => [name, kind])),
    contactReads: {
      ttlMs: parseDuration(heymarket.contact_ttl ?? "") ?? CONTACT_READS.ttlMs,
      waitMs: parseDuration(heymarket.contact_wait ?? "") ?? CONTACT_READS.waitMs,
    },
    sources: sourceSettings(written.sources ?? {}),
  };
  const apiUrl =
    heymarket.api_url === undefined
      ? null
      : compileUrl(heymarket.api_url, ["heymarket", "api_url"], findings, { isBase: true });
  warnPastTheGate(connections, apiUrl, findings);
  return {
    settings,
    apiUrl,
    rate: compileVendorRate(heymarket.rate, findings),
    statusTtlMs: parseDuration(heymarket.status_ttl ?? STATUS_TTL),
    sweepMs: compileSweep(heymarket.sweep, findings),
    connections,
    alarms: compileAlarms(written.alarms, { settings, findings }),
    retention: compileRetention(written.retention ?? {}, { sending: settings.sending, findings }),
    sources: compileSources(written.sources ?? {}, { country: settings.country, findings }),
    store: written.store ?? null,
    mayWriteRules: written.admin?.write === "rules",
  };
}

function compileCountry(written: string | undefined, findings: Findings): string {
  const country = written ?? DEFAULT_COUNTRY;
  if (isCountry(country)) return country;
  const hint = "write two letters such as US, CA or GB";
  findings.error({
    code: "wrong-value",
    path: ["country"],
    message: `"${country}" is no country with phone numbers`,
    hint,
  });
  return DEFAULT_COUNTRY;
}

function compileInboxes(inboxes: WrittenIds, findings: Findings): Readonly<Record<string, string>> {
  const names = new Map<string, string>();
  for (const [name, id] of Object.entries(inboxes)) {
    const earlier = names.get(String(id));
    if (earlier !== undefined) {
      const message = `"${earlier}" and "${name}" are the same inbox`;
      findings.error({ code: "inbox-twice", path: ["inboxes", name], message, hint: "give each inbox one name" });
    }
    names.set(String(id), name);
  }
  return Object.fromEntries(Object.entries(inboxes).map(([name, id]) => [name, String(id)]));
}

function compileNames(heymarket: WrittenHeymarket, findings: Findings): VendorNames {
  function compileIds(section: keyof VendorNames): Readonly<Record<string, number>> {
    const entries = Object.entries(heymarket[section] ?? {}).map(([name, written]): [string, number] => {
      const id = Number(written);
      if (!Number.isSafeInteger(id)) {
        const message = `"${name}" must be a Heymarket id below 2^53`;
        findings.error({ code: "invalid-value", path: ["heymarket", section, name], message });
      }
      return [name, id];
    });
    return Object.fromEntries(entries);
  }

  return {
    members: compileIds("members"),
    surveys: compileIds("surveys"),
    templates: compileIds("templates"),
    lists: compileIds("lists"),
  };
}

function compileSender(
  sender: number | string | undefined,
  members: Readonly<Record<string, number>>,
  findings: Findings,
): number | null {
  return sender === undefined ? null : memberId(sender, { path: ["heymarket", "sender"], members, findings });
}

/** The id of a member written as an id or a configured name; null, and a finding, when it is neither. */
function memberId(
  member: number | string,
  {
    path,
    members,
    findings,
  }: {
    readonly path: readonly [string, string, ...number[]];
    readonly members: Readonly<Record<string, number>>;
    readonly findings: Findings;
  },
): number | null {
  const id = /^[1-9]\d*$/.test(String(member)) ? Number(member) : members[member];
  if (id !== undefined && Number.isSafeInteger(id)) return id;
  const message = `"${path[0]}.${path[1]}" must be a member id, or a name from members`;
  findings.error({ code: "unknown-member", path, message, hint: suggest(String(member), Object.keys(members)) });
  return null;
}

function compileVendorRate(text: string | undefined, findings: Findings): Rate {
  const rate = rateOf(text, DEFAULT_VENDOR_RATE);
  if (rate.count * 60_000 > 500 * rate.windowMs) {
    const message = "Heymarket accepts at most 500 requests a minute";
    findings.error({ code: "invalid-value", path: ["heymarket", "rate"], message, hint: "such as 450/min" });
  }
  return rate;
}

function compileSweep(text: string | undefined, findings: Findings): number | null {
  const sweepMs = parseDuration(text ?? "off");
  if (sweepMs !== null && sweepMs < SHORTEST_SWEEP_MS) {
    const message = "a sweep may take some minutes, so it begins every 5 minutes at most";
    findings.error({ code: "invalid-value", path: ["heymarket", "sweep"], message, hint: "such as 5m" });
  }
  return sweepMs;
}

/** Longer than most conversations, and short enough for an opt-out of which no webhook came. */
const STATUS_TTL = "1d";

const SHORTEST_SWEEP_MS = 300_000;

function checkStore(store: string | undefined, findings: Findings): void {
  if (store === undefined || hasPlaceholder(store)) return;
  const stored = parseStoreUrl(store);
  if (keepsRecords(store) === true) return;
  const fault = stored.kind === "invalid" ? stored.fault : "it keeps nothing";
  const hint = "write sqlite:PATH, json:PATH or postgres://USER@HOST/DATABASE";
  findings.error({ code: "invalid-value", path: ["store"], message: `"store" names no store: ${fault}`, hint });
}
