import { expect, test } from "vitest";
import { actionOf } from "../../../src/core/actions/registry.ts";
import { StepError } from "../../../src/core/base/step-error.ts";
import type { JsonValue } from "../../../src/core/base/json.ts";
import type { EffectSpecs } from "../../../src/core/model/ruleset/action.ts";
import type { RenderContext } from "../../../src/core/actions/definition.ts";
import { isoInZone } from "../../../src/core/time/calendar.ts";
import { makeSettings } from "../../helpers/make.ts";

const SPEC: EffectSpecs["crm"] = {
  action: "crm",
  connection: "hubspot",
  create: true,
  several: "all",
  set: { firstname: "Ana" },
  tags: { add: ["vip"], remove: ["old"] },
  optOut: "{{ vars.out }}",
  note: "asked for prices",
};

/** A context whose one placeholder has a value. */
function contextWith(value: JsonValue, phone: string | null = "+15105550100"): RenderContext {
  const context = {
    contact: { phone },
    settings: makeSettings({ timezone: "Asia/Tokyo" }),
    isoInZone,
    instant: () => Date.UTC(2026, 4, 5, 22, 10),
    text: (source: string) => source.replace("{{ event.at }}", "2026-05-05T22:10:00.000Z"),
    value: (source: JsonValue) => (source === "{{ vars.out }}" ? value : source),
  };
  return context as unknown as RenderContext;
}

test("a change is rendered with the number, the time of the event, its day where the organisation is, and an opt-out that is true or false", () => {
  expect(actionOf("crm").render(SPEC, contextWith(true))).toEqual({
    connection: "hubspot",
    phone: "+15105550100",
    at: "2026-05-05T22:10:00.000Z",
    date: "2026-05-06",
    create: true,
    several: "all",
    set: { firstname: "Ana" },
    tags: { add: ["vip"], remove: ["old"] },
    opt_out: true,
    note: "asked for prices",
  });
});

test.each([
  ["an opt-out that is neither", SPEC, contextWith("yes")],
  ["an event without a number", SPEC, contextWith(true, null)],
])("%s cannot be rendered", (_title, spec, context) => {
  expect(() => actionOf("crm").render(spec, context)).toThrow(StepError);
});

test("a change is told by the names of what it sets, and as a request with the values as payload", () => {
  const crm = actionOf("crm");
  const request = crm.render(SPEC, contextWith(false));
  const told = crm
    .describeSpec({ ...SPEC, note: null })
    .map((phrase) => ("text" in phrase ? phrase.text : phrase.value));

  expect(told).toEqual(["crm hubspot:", "opt_out {{ vars.out }}, set firstname, +vip, -old"]);
  expect(crm.describeRequest(request, null)).toContainEqual({ kind: "payload", value: { firstname: "Ana" } });
  expect(
    crm.describeRequest({ ...request, set: {}, opt_out: null, tags: { add: [], remove: [] } }, null),
  ).toContainEqual({
    kind: "quote",
    text: "asked for prices",
  });
});
