import type { EffectSpecs } from "../../../core/model/ruleset/action.ts";
import type { Condition, Variable } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenApprove } from "../../generated/written-rule.ts";
import { compileRetryOptions } from "../actions/retry-options.ts";
import { compilerOf } from "../actions/registry.ts";
import { compileUnknown } from "../actions/unknown-options.ts";
import { checkWithoutContact } from "../actions/without-contact.ts";
import { effect, routed, sequence, single } from "../blocks.ts";
import type { Block } from "../blocks.ts";
import { durationMs, placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import type { StepSource } from "./step-source.ts";

/**
 * A text that waits for a person as the instructions it comes to: it is rendered into variables, shown by a note, waited for,
 * and sent as it was rendered.
 */
export function compileApprove(written: WrittenApprove, source: StepSource, context: CompileContext): Block {
  const { step, stepPath, path, compileSteps } = source;
  const messagePath = [...path, "send_message"];
  const ownName = `_${placeOf(stepPath).replaceAll("/", "_")}`;
  const stepId = step.id ?? ownName;
  context.steps.set(stepId, "approve");
  const fixed = fixedSpec(textOf(written, messagePath, context), ownName);
  const refused =
    written.refused === undefined ? sequence([]) : compileSteps(written.refused, [...path, "refused"], context);
  const late =
    written.timed_out === undefined ? sequence([]) : compileSteps(written.timed_out, [...path, "timed_out"], context);

  const at = { path: placeOf(stepPath), place: context.document.positionOf(path, "key") };
  const options = {
    ...compileRetryOptions({}, "send_message"),
    ...compileUnknown(written, "send_message", path, context),
  };
  const note: EffectSpecs["note"] = { action: "note", text: noteText(`{{ vars.${ownName}_text }}`) };
  const decided = { path: `${at.path}/approved`, place: at.place };
  const isApproved: Condition = {
    kind: "test",
    ...decided,
    written: "a person approved it",
    logic: { is: [{ var: `steps.${stepId}.approved` }, [true]] },
    reads: [`steps.${stepId}.approved`],
    key: null,
  };
  const send = { path: placeOf(messagePath), place: context.document.positionOf(messagePath, "key") };
  return routed([
    single({ op: "set", ...at, values: fixed.values }),
    // Without the note it can be approved all the same.
    effect({ op: "effect", ...at, stepId: null, effect: note, ...compileRetryOptions({}, "note") }, "continue"),
    (to) => ({
      op: "await",
      ...at,
      stepId,
      events: [],
      timeoutMs: durationMs(written.timeout),
      clock: null,
      from: "now",
      newsSince: "step",
      lookbackMs: null,
      verify: false,
      approves: `${ownName}_text`,
      onEvent: to("decided"),
    }),
    late,
    (to) => ({ op: "jump", target: to("end") }),
    { mark: "decided" },
    (to) => ({ op: "unless", ...decided, condition: isApproved, target: to("refused"), isImplied: true }),
    single({ op: "effect", ...send, stepId: null, effect: fixed.spec, ...options, onFail: null }),
    (to) => ({ op: "jump", target: to("end") }),
    { mark: "refused" },
    refused,
    { mark: "end" },
  ]);
}

function textOf(written: WrittenApprove, path: Path, context: CompileContext): EffectSpecs["send_message"] {
  checkWithoutContact({ send_message: written.send_message }, "send_message", path, context);
  const spec = compilerOf("send_message").compile(written.send_message, path, context);
  if (spec.text === null) {
    const message = "there is no text that a person could approve";
    const hint = "add `text`; a template of Heymarket is approved there";
    context.findings.error({ code: "missing-key", path, which: "key", message, hint });
  }
  return spec;
}

/** What of a text is rendered when it is shown, as variables, and the text that reads nothing but these. */
function fixedSpec(
  spec: EffectSpecs["send_message"],
  name: string,
): { readonly values: readonly Variable[]; readonly spec: EffectSpecs["send_message"] } {
  const values: Variable[] = [{ name: `${name}_text`, value: spec.text }];
  const fixed = (part: "media" | "to", template: string): string => {
    if (!template.includes("{{")) return template;
    values.push({ name: `${name}_${part}`, value: template });
    return `{{ vars.${name}_${part} }}`;
  };
  const media = spec.media === null ? null : fixed("media", spec.media);
  const to = fixed("to", spec.to);
  return { values, spec: { ...spec, text: `{{ vars.${name}_text }}`, media, to } };
}

/** Code and link are those of the step, which the engine gives it. */
function noteText(text: string): string {
  return [
    "This text waits for approval {{ approval.code }}:",
    "",
    text,
    "",
    "heyrules approvals approve {{ approval.code }} sends it as it stands, heyrules approvals refuse {{ approval.code }} does not.{{ approval.by_link }}",
  ].join("\n");
}
