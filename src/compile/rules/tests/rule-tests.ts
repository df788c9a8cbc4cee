import { parseInstant } from "../../../core/time/calendar.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import type { RuleTest, TestDecision, TestEvent, TestGiven, TestMock } from "../../../core/model/ruleset/rule-test.ts";
import { readWrittenNumber } from "../../../core/base/phone.ts";
import { suggest } from "../../yaml/findings.ts";
import { checkZone } from "../../config/calendars.ts";
import { isCallOf } from "../checks/callbacks.ts";
import { fieldsOf, isRaisedType } from "../../../core/event/vocabulary.ts";
import { checkConnection, checkSource, resolveInbox, resolveType } from "../configured-names.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenEarlierEvent, WrittenMock, WrittenTest, WrittenTestEvent } from "../../generated/written-rule.ts";
import { durationMs } from "../compile-context.ts";
import type { CompileContext, NameContext } from "../compile-context.ts";
import { compileExpected, compileExpectedBlock } from "./expectations.ts";

/** What tests are checked against. */
export interface TestContext extends Pick<CompileContext, "document" | "findings" | "settings" | "callbacks"> {
  /** Of every rule there is, also in files that are not compiled. */
  readonly ruleIds: readonly string[];
}

/** The inline tests of a rule with names resolved and durations in milliseconds; problems are reported. */
export function compileTests(
  tests: readonly WrittenTest[],
  rule: { readonly id: string; readonly path: Path; readonly isSound: (path: Path) => boolean },
  context: TestContext,
): readonly RuleTest[] {
  return tests.flatMap((test, index) => {
    const path: Path = [...rule.path, "tests", index];
    if (!rule.isSound(path)) return [];
    const place = context.document.positionOf(path);
    const now = readNow(test.now, [...path, "now"], context);
    if (test.events.length === 0 && test.until === undefined) reportEndless(path, context);
    checkRules(test, path, context);
    return {
      ruleId: rule.id,
      name: test.name,
      file: context.document.fileOf(place).file,
      place,
      now,
      rules: test.rules ?? [rule.id],
      given: compileGiven(test.given, [...path, "given"], context),
      ...compileEvents(test.events, [...path, "events"], context),
      untilMs: test.until === undefined ? null : durationMs(test.until),
      mocks: compileMocks(test.mocks, [...path, "mocks"], context),
      expect: test.expect.flatMap(
        (item, at) => compileExpected(item, [...path, "expect", at], { ...context, now }) ?? [],
      ),
      expectBlocked:
        test.expect_blocked?.map((item, at) =>
          compileExpectedBlock(item, [...path, "expect_blocked", at], { ...context, now }),
        ) ?? null,
    };
  });
}

/** Reports rules that a test names and that there are not: nothing would run, or nothing could be as it expects. */
function checkRules(test: WrittenTest, path: Path, { ruleIds, findings }: TestContext): void {
  const named = [
    ...(Array.isArray(test.rules) ? test.rules.map((id, at) => ({ id, place: ["rules", at] })) : []),
    ...(["expect", "expect_blocked"] as const).flatMap((key) =>
      (test[key] ?? []).map((item, at) => ({ id: item.rule, place: [key, at, "rule"] })),
    ),
  ];
  for (const { id, place } of named) {
    if (id === undefined || ruleIds.includes(id)) continue;
    const hint = suggest(id, ruleIds) ?? "`heyrules rules ls` shows the ids";
    const message = `no rule is called "${id}", so this test fails`;
    findings.warning({ code: "unknown-rule", path: [...path, ...place], message, hint });
  }
}

/** What connections answer, by name, in order; a name that is not configured is reported. */
export function compileMocks(written: WrittenTest["mocks"], path: Path, context: NameContext): RuleTest["mocks"] {
  const mocks = Object.entries(written ?? {}).map(([name, answers]) => {
    checkConnection(name, [...path, name], context);
    return [name, Array.isArray(answers) ? answers.map(compileMock) : compileMock(answers)] as const;
  });
  return Object.fromEntries(mocks);
}

function compileMock({ status = 200, json = {}, fail, ...asked }: WrittenMock): TestMock {
  return { ...asked, status, json, fail: fail === true };
}

function reportEndless(path: Path, { findings }: TestContext): void {
  const message = "a test without events needs `until`: nothing says how long to wait for a schedule";
  findings.error({ code: "missing-key", path, message, hint: "add until: 24h" });
}

function readNow(written: string, path: Path, context: TestContext): number {
  const now = parseInstant(written);
  if (now !== null) return now;
  const hint = "such as 2026-03-08T22:15:00-05:00";
  context.findings.error({ code: "bad-instant", path, message: `"${written}" is not a time that exists`, hint });
  return 0;
}

function compileGiven(written: WrittenTest["given"], path: Path, context: TestContext): TestGiven {
  const contact = { ...written, ...written?.contact };
  const isBelow = written?.contact?.phone !== undefined;
  checkPhone(contact.phone, [...path, ...(isBelow ? ["contact"] : []), "phone"], context);
  if (contact.timezone !== undefined) checkZone(contact.timezone, [...path, "contact", "timezone"], context.findings);
  const history = (written?.history ?? []).map((event, index) =>
    compileEvent(event, -durationMs(event.ago), [...path, "history", index], context),
  );
  return {
    contact: {
      phone: contact.phone ?? null,
      name: contact.name ?? null,
      first: contact.first ?? null,
      last: contact.last ?? null,
      tags: contact.tags ?? [],
      timezone: contact.timezone ?? null,
      custom: contact.custom ?? {},
    },
    optState: contact.opted_out === true ? "out" : contact.held === true ? "held" : null,
    history,
  };
}

/** A number that is none would be replaced by the one of whoever has none. */
function checkPhone(written: string | undefined, path: Path, { findings, settings }: TestContext): void {
  if (written === undefined || readWrittenNumber(written, settings.country) !== null) return;
  const message = `"${written}" is no phone number of ${settings.country}`;
  const hint = 'write it with + and country code, such as "+15105550100"';
  findings.error({ code: "invalid-value", path, message, hint });
}

function compileEvents(
  written: WrittenTest["events"],
  path: Path,
  context: TestContext,
): Pick<RuleTest, "events" | "decisions"> {
  const events: TestEvent[] = [];
  const decisions: TestDecision[] = [];
  let afterMs = 0;
  written.forEach((item, index) => {
    if (item.after !== undefined) afterMs += durationMs(item.after);
    const { event, approve, refuse, by = "test", reason = null } = item;
    const step = approve ?? refuse;
    if (event !== undefined && step === undefined) {
      events.push(compileEvent({ ...item, event }, afterMs, [...path, index], context));
    } else if (step !== undefined && event === undefined && (approve === undefined || refuse === undefined)) {
      const isApproved = approve !== undefined;
      decisions.push({ afterMs, eventsBefore: events.length, step, isApproved, by, reason });
    } else {
      const message = "an item is one `event`, or one `approve` or `refuse`";
      const hint = "write `event:`, or `approve:` with the id of the step";
      context.findings.error({ code: "invalid-value", path: [...path, index], message, hint });
    }
  });
  return { events, decisions };
}

/** The first inbox, for events of conversations, in each of which Heymarket names one, and for raised ones, which have that of their cause. */
function usualInbox(type: string, { settings }: TestContext): string | null {
  const hasOne = isRaisedType(type) || fieldsOf(type).some(({ path }) => path === "event.chat_id");
  return hasOne ? (Object.values(settings.inboxes)[0] ?? null) : null;
}

const NORMALISED = ["inbox", "text", "status", "media", "chat_id", "local_id", "author"] as const;

function compileEvent(
  written: (WrittenTestEvent & { readonly event: string }) | WrittenEarlierEvent,
  afterMs: number,
  path: Path,
  context: TestContext,
): TestEvent {
  const isCall = isCallOf(written.event, context.callbacks);
  const type = isCall ? written.event : (resolveType(written.event, [...path, "event"], context) ?? written.event);
  const known = fieldsOf(type).map((field) => field.path);
  for (const name of NORMALISED) {
    if (written[name] === undefined || known.includes(`event.${name}`)) continue;
    const message = `${type} has no "${name}"`;
    context.findings.error({
      code: "field-not-on-event",
      path: [...path, name],
      which: "key",
      message,
      hint: "remove it",
    });
  }
  const fields: Record<string, JsonValue> = {};
  for (const name of ["text", "status", "media", "local_id", "phone", "event_data"] as const) {
    if (written[name] !== undefined) fields[name] = written[name];
  }
  if (written.chat_id !== undefined) fields["chat_id"] = String(written.chat_id);
  const inbox =
    written.inbox === undefined ? usualInbox(type, context) : resolveInbox(written.inbox, [...path, "inbox"], context);
  if (inbox !== null) fields["inbox"] = inbox;
  if (written.source !== undefined) checkSource(written.source, [...path, "source"], context);
  return {
    afterMs,
    type,
    source: written.source ?? null,
    id: written.id === undefined ? null : String(written.id),
    author: written.author ?? null,
    fields,
  };
}
