import { isJsonObject } from "../../base/json.ts";
import type { EffectRequests, EffectSpecs } from "../../model/ruleset/action.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition, RenderContext } from "../definition.ts";
import { words } from "../definition.ts";

/** A call to a host of heyrules.yaml. */
export const http: ActionDefinition<"http"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["status", "json", "headers", "cut"],
  render: (spec, context) => ({
    connection: spec.connection,
    method: spec.method,
    path: context.path(spec.path),
    ...queryOf(spec, context),
    headers: Object.fromEntries(Object.entries(spec.headers).map(([name, value]) => [name, context.text(value)])),
    ...bodyOf(spec, context),
  }),
  describeSpec: ({ connection, method, path }) => [words(`http ${connection} ${method} ${path}`)],
  describeRequest: ({ connection, method, path, query, json, form, body }) => {
    const payload = json ?? form ?? body;
    return [
      words(`http ${connection} ${method}`),
      { kind: "payload", value: path },
      ...(query === undefined ? [] : [{ kind: "payload" as const, value: query }]),
      ...(payload === undefined ? [] : [{ kind: "payload" as const, value: payload }]),
    ];
  },
};

function queryOf({ query = null }: EffectSpecs["http"], context: RenderContext): Pick<EffectRequests["http"], "query"> {
  const rendered = query === null ? null : context.value(query);
  return isJsonObject(rendered) ? { query: rendered } : {};
}

function bodyOf(
  spec: EffectSpecs["http"],
  context: RenderContext,
): Pick<EffectRequests["http"], "json" | "form" | "body"> {
  if (spec.json !== null) return { json: context.value(spec.json) };
  if (spec.form !== null) {
    const form = context.value(spec.form);
    return isJsonObject(form) ? { form } : {};
  }
  return spec.body === null ? {} : { body: context.text(spec.body) };
}
