import type { ActionName, EffectSpec } from "../../model/ruleset/action.ts";
import type { Rule } from "../../model/ruleset/rule.ts";
import type { Effect } from "../../model/run/effect.ts";
import { remoteOf } from "../../actions/reach.ts";

/** What an effect does, in the words of who does not write rules; none of it is data of an event. */
export interface DeedWords {
  /** Such as `send`: with an s behind it, what a run does. */
  readonly verb: string;
  /** To what, such as `the text to the contact` or `crm: POST /leads`. */
  readonly object: string;
  /** What was done to it then, such as `sent`. */
  readonly done: string;
}

/** What an effect does, by its step where its rule is still stored. */
export function deedOf(effect: Effect, rule: Rule | null): DeedWords {
  return deedAt(effect.path, rule) ?? withoutStep(effect);
}

/** What the step at a place does; null when none is there that does something outside. */
export function deedAt(path: string, rule: Rule | null): DeedWords | null {
  const step = rule?.program.find((one) => one.op === "effect" && one.path === path);
  return step?.op === "effect" ? deedOfSpec(step.effect) : null;
}

function deedOfSpec(spec: EffectSpec): DeedWords {
  return { ...VERBS[spec.action], object: objectOf(spec) };
}

function objectOf(spec: EffectSpec): string {
  if (spec.action === "send_message") return spec.to === "contact" || spec.to === "chat" ? TO_CONTACT : "the text";
  if (spec.action === "http") return `${spec.connection}: ${spec.method} ${pathOf(spec.path)}`;
  if (spec.action === "emit") return `the event ${spec.event}`;
  return "connection" in spec ? spec.connection : PLAIN[spec.action];
}

const TO_CONTACT = "the text to the contact";

/** A query may hold secrets, and what a rule fills in is data. */
function pathOf(path: string): string {
  return (path.replace(TEMPLATE, "…").split("?")[0] ?? "").slice(0, LONGEST_PATH);
}

const LONGEST_PATH = 80;

/** What a rule fills in. */
const TEMPLATE = /\{\{.*?\}\}|\{%.*?%\}/g;

function withoutStep(effect: Effect): DeedWords {
  const { action } = effect;
  const remote = remoteOf(effect);
  const object = remote === null || remote === "heymarket" ? PLAIN[action] : remote;
  return { ...VERBS[action], object };
}

const VERBS: Readonly<Record<ActionName, Pick<DeedWords, "verb" | "done">>> = {
  send_message: { verb: "send", done: "sent" },
  send_survey: { verb: "send", done: "sent" },
  schedule_message: { verb: "schedule", done: "scheduled" },
  send_email: { verb: "send", done: "sent" },
  note: { verb: "write", done: "written" },
  tag: { verb: "change", done: "changed" },
  contact: { verb: "change", done: "changed" },
  list: { verb: "change", done: "changed" },
  opt_out: { verb: "report", done: "reported" },
  assign: { verb: "assign", done: "assigned" },
  transfer: { verb: "move", done: "moved" },
  open: { verb: "open", done: "opened" },
  close: { verb: "close", done: "closed" },
  http: { verb: "call", done: "called" },
  crm: { verb: "update", done: "updated" },
  notify: { verb: "tell", done: "told" },
  emit: { verb: "raise", done: "raised" },
};

const PLAIN: Readonly<Record<ActionName, string>> = {
  send_message: "the text",
  send_survey: "the survey to the contact",
  schedule_message: TO_CONTACT,
  send_email: "the email",
  note: "the note",
  tag: "the tags",
  contact: "the record of the contact",
  list: "the lists of the contact",
  opt_out: "the opt-out to Heymarket",
  assign: "the conversation",
  transfer: "the conversation",
  open: "the conversation",
  close: "the conversation",
  http: "the connection",
  crm: "the CRM",
  notify: "the staff",
  emit: "the event",
};
