import type { JsonObject } from "../../core/base/json.ts";
import { historyNeed } from "../../core/language/history.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord, Records, RunRecord } from "../../ports/store/store.ts";
import { capturedTest } from "./captured-test.ts";
import { contactThen } from "../past/contact-then.ts";
import { createScrubber } from "./scrub.ts";

/** A test of a rule on an event that is stored, but for what it expects, without what tells who it was of. */
export async function eventTest(
  store: Pick<Records, "getContact" | "optStateOf" | "history">,
  given: {
    readonly record: EventRecord;
    readonly runs: readonly RunRecord[];
    readonly rule: Rule;
    readonly settings: Settings;
    readonly hidesTexts: boolean;
  },
): Promise<JsonObject> {
  const { record, runs, rule, settings, hidesTexts } = given;
  const { event } = record;
  const contact = await store.getContact(event.lane);
  const optState = event.phone === null ? null : await store.optStateOf(event.phone);
  const need = historyNeed(rule.histories);
  const counted = need === null ? [] : await store.history(event.lane, need.types, event.at - need.lastMs);
  const history = counted.filter((one) => one.id !== event.id && one.receivedAt < event.receivedAt).toReversed();
  const names = [contact?.name, contact?.first, contact?.last, nameIn(event.data)].flatMap((name) => name ?? []);
  const scrubber = createScrubber({
    phone: event.phone,
    names: [...names, ...names.flatMap((name) => name.split(/\s+/))],
    hidesTexts,
  });
  const verdicts = record.evaluation?.verdicts ?? [];
  const firedIds = verdicts.filter(({ outcome }) => outcome === "fired").map(({ ruleId }) => ruleId);
  const then = contactThen({
    ...{ event, contact, optState, verdicts },
    ruleIds: [rule.id, ...firedIds],
    effects: runs.flatMap(({ effects }) => effects),
  });
  return capturedTest({ event, contact: then, history, settings, scrubber });
}

function nameIn(data: JsonObject): string | null {
  const { conversation } = data as { readonly conversation?: { readonly name?: unknown } };
  return typeof conversation?.name === "string" ? conversation.name : null;
}
