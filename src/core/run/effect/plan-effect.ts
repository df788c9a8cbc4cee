import { instantText, writtenInstant } from "../../language/instant.ts";
import type { RenderContext } from "../../actions/definition.ts";
import { actionOf } from "../../actions/registry.ts";
import { effectId } from "../../base/ids.ts";
import type { JsonObject } from "../../base/json.ts";
import { inertText, renderPath, renderText, renderValue } from "../../language/template.ts";
import type { ActionName, EffectSpecs } from "../../model/ruleset/action.ts";
import type { Contact } from "../../model/contact.ts";
import type { NewEvent, OptChange } from "../../model/event.ts";
import type { Effect } from "../../model/run/effect.ts";
import type { Run } from "../../model/run/run.ts";
import { isDry } from "../../model/source.ts";
import { asRead } from "../../texting/loops.ts";
import { isAnswerOutOfHours } from "../../texting/hours/out-of-hours.ts";
import { itemAt } from "../loop.ts";
import type { EffectInstruction, PendingEffect, RunContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";
import { heldUp } from "./still-holds.ts";

/** A ledger row for an effect, and the contact after its inner half. A row that needs nothing outside is `done` at once. */
export interface PlannedEffect {
  readonly effect: Effect;
  readonly contact: Contact;
  /** Who must not be texted any more, by the inner half. */
  readonly optChange: OptChange | null;
  /** What the inner half raises. */
  readonly raised: readonly NewEvent[];
}

/** What an effect is planned with. */
type PlanContext = RunContext & {
  /** What its templates read. */
  readonly ruleData: JsonObject;
};

/**
 * The effect a run has come to: the row it already has, or a new one with the request rendered and frozen. The inner
 * half of its action changes the contact exactly once, with the row.
 *
 * @throws StepError with a sentence for the operator when the request cannot be rendered.
 */
export function planEffect(view: RunView, instruction: EffectInstruction, context: PlanContext): PlannedEffect {
  const { run, contact, effects } = view;
  const id = effectIdAt(run, context);
  const existing = effects.find((effect) => effect.id === id);
  if (existing !== undefined) return { effect: existing, contact, optChange: null, raised: [] };
  return planNew(view, { id, path: instruction.path, spec: instruction.effect }, context);
}

/** The effect that a run in line stands at. @throws Error when it stands at none. */
export function pendingEffect(run: Run, { rule, digest }: Pick<RunContext, "rule" | "digest">): PendingEffect {
  const instruction = rule.program[run.cursor];
  if (instruction?.op !== "effect") throw new Error(`run ${run.id} stands in line and at no effect`);
  return { effectId: effectIdAt(run, { rule, digest }), instruction };
}

function effectIdAt(run: Run, { rule, digest }: Pick<RunContext, "rule" | "digest">): string {
  return effectId(digest, { runId: run.id, cursor: run.cursor, item: itemAt(run, rule)?.index ?? null });
}

function planNew<Name extends ActionName>(
  view: RunView,
  step: { readonly id: string; readonly path: string; readonly spec: EffectSpecs[Name] & { readonly action: Name } },
  context: PlanContext,
): Omit<PlannedEffect, "effect"> & { readonly effect: Effect<Name> } {
  const { id, path, spec } = step;
  const { run, contact } = view;
  const item = itemAt(run, context.rule);
  const action = actionOf(spec.action);
  const request = action.render(spec, renderContextOf(view, context));
  const text = action.texts?.(spec, request) ?? null;
  const goesOutAt = writtenInstant(action.goesOutAt?.(request) ?? "");
  const isInnerOnly = action.inner?.isAll(spec) === true;
  const effect: Effect<Name> = {
    id,
    runId: run.id,
    eventId: run.eventId,
    ruleId: run.ruleId,
    lane: run.lane,
    path,
    ...(item === null ? {} : { item: item.index }),
    action: spec.action,
    status: isInnerOnly ? "done" : "planned",
    request,
    localId: action.hasLocalId ? context.localIdOf(id) : null,
    phone: text?.phone ?? null,
    purpose: text?.purpose ?? null,
    ...(goesOutAt === null ? {} : { goesOutAt }),
    ...answering({ phone: text?.phone ?? null, goesOutAt }, context),
    textDigest: text === null || text.text === null ? null : context.digest(asRead(text.text)),
    attempts: [],
    deadlineAt: null,
    search: null,
    delivery: null,
    result: null,
    reason: null,
    guard: null,
    plannedAt: context.now,
    ...(text === null ? {} : heldUp(run, context)),
    dueAt: null,
    settledAt: isInnerOnly ? context.now : null,
  };
  const half = { spec, request, effectId: id, movedTo: run.inboxId ?? null, ...context };
  const raised = action.inner?.raised?.(half);
  return {
    effect,
    raised: raised === undefined ? [] : [raised],
    contact: action.inner?.contactAfter(contact, half) ?? contact,
    // What a rule does on trial opts no real number out.
    optChange: isDry(context.event, context.settings) ? null : (action.inner?.optChange?.(half) ?? null),
  };
}

function renderContextOf({ run, contact }: RunView, { event, settings, now, ruleData }: PlanContext): RenderContext {
  const zone = settings.timezone;
  return {
    ...{ event, contact, settings, now },
    movedTo: run.inboxId ?? null,
    text: (source) => renderText(source, ruleData, zone),
    message: (source) => inertText(renderText(source, ruleData, zone)),
    instant: (source) => writtenInstant(renderText(source, ruleData, zone).trim()),
    isoInZone: instantText,
    path: (source) => renderPath(source, ruleData, zone),
    value: (source) => renderValue(source, ruleData, zone),
  };
}

function answering(
  { phone, goesOutAt }: { readonly phone: string | null; readonly goesOutAt: number | null },
  context: PlanContext,
): Pick<Effect, "answersOutOfHours"> {
  return phone !== null && isAnswerOutOfHours({ phone, goesOutAt }, context) ? { answersOutOfHours: true } : {};
}
