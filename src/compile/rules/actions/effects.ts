import { toE164 } from "../../../core/base/phone.ts";
import type { ActionName, EffectSpec } from "../../../core/model/rule.ts";
import { checkConnection, resolveInbox } from "../configured-names.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../scope.ts";
import { checkTemplates, checkText } from "../templates-check.ts";
import type { WrittenStep } from "../written.ts";

/** Arguments of an action as written, when the step has it. */
type Arguments<Action extends ActionName> = NonNullable<WrittenStep[Action]>;

/** What a step that acts does, or null when it has no such action; problems are reported. */
export function compileEffect(step: WrittenStep, path: Path, context: CompileContext): EffectSpec | null {
  if (step.send_message !== undefined) return compileMessage(step.send_message, [...path, "send_message"], context);
  if (step.note !== undefined) return compileNote(step.note, [...path, "note"], context);
  if (step.tag !== undefined) return compileTag(step.tag, [...path, "tag"], context);
  if (step.http !== undefined) return compileHttp(step.http, [...path, "http"], context);
  if (step.notify === undefined) return null;
  checkConnection(step.notify.connection, [...path, "notify", "connection"], context, "notify");
  checkText(step.notify.text, [...path, "notify", "text"], context);
  return { action: "notify", connection: step.notify.connection, text: step.notify.text };
}

function compileMessage(written: Arguments<"send_message">, path: Path, context: CompileContext): EffectSpec {
  const { text, template, media, to = "contact", sender } = written;
  if (text === undefined && template === undefined && media === undefined) {
    const message = "there is nothing to send";
    context.findings.error({
      code: "missing-key",
      path,
      which: "key",
      message,
      hint: "add `text`, `template` or `media`",
    });
  }
  if (text !== undefined && template !== undefined) reportConflict(["text", "template"], path, context);
  if (text !== undefined) {
    checkText(text, [...path, "text"], context);
    warnOfYes(text, [...path, "text"], context);
  }
  if (media !== undefined) checkText(media, [...path, "media"], context);
  checkRecipient(to, [...path, "to"], context);
  requireSender(sender ?? null, path, context);
  return {
    action: "send_message",
    purpose: written.purpose,
    text: text ?? null,
    templateId: template ?? null,
    media: media ?? null,
    to,
    inboxId: written.inbox === undefined ? null : resolveInbox(written.inbox, [...path, "inbox"], context),
    sender: sender ?? null,
  };
}

function checkRecipient(to: string, path: Path, context: CompileContext): void {
  checkText(to, path, context);
  if (to === "contact" || to === "chat" || to.includes("{{") || toE164(to) !== null) return;
  const hint = 'write contact, chat, or a number with country code such as "+15105550100"';
  context.findings.error({ code: "wrong-value", path, message: `"${to}" is not a phone number`, hint });
}

/** Heymarket takes YES as an opt-in: an opted-out person who answers a question would be texted again. */
function warnOfYes(text: string, path: Path, context: CompileContext): void {
  if (!/\b(reply|text|respond|answer|send|say|type)\b[^.!?\n]*\byes\b/i.test(text)) return;
  const message = "the text asks for YES, and Heymarket opts a contact back in on YES";
  context.findings.warning({ code: "asks-for-yes", path, message, hint: "ask for another word, such as OK or C" });
}

function compileNote(written: Arguments<"note">, path: Path, context: CompileContext): EffectSpec {
  checkText(written.text, [...path, "text"], context);
  requireSender(null, path, context);
  return { action: "note", text: written.text };
}

/** Heymarket wants to know as which member a text or note appears. */
function requireSender(sender: number | null, path: Path, context: CompileContext): void {
  if (sender !== null || context.settings.sender !== null) return;
  const message = "there is no member to send as";
  const hint = "set `heymarket.sender` in heyrules.yaml";
  context.findings.error({ code: "missing-sender", path, which: "key", message, hint });
}

const MAXIMUM_TAGS = 5;

function compileTag(written: Arguments<"tag">, path: Path, context: CompileContext): EffectSpec {
  const add = [written.add ?? []].flat();
  const remove = [written.remove ?? []].flat();
  checkTemplates(written.add ?? [], [...path, "add"], context);
  checkTemplates(written.remove ?? [], [...path, "remove"], context);
  if (add.length === 0 && remove.length === 0) {
    const hint = "add `add` or `remove`";
    context.findings.error({ code: "missing-key", path, which: "key", message: "there is no tag to change", hint });
  }
  if (add.length > MAXIMUM_TAGS) {
    const message = `a contact has at most ${MAXIMUM_TAGS} tags in Heymarket, not ${add.length}`;
    context.findings.error({ code: "too-many-tags", path: [...path, "add"], message, hint: "keep the rest local" });
  }
  const places = [written.in ?? ["local", "heymarket"]].flat();
  return { action: "tag", add, remove, inHeymarket: places.includes("heymarket"), inLocal: places.includes("local") };
}

function compileHttp(written: Arguments<"http">, path: Path, context: CompileContext): EffectSpec {
  checkConnection(written.connection, [...path, "connection"], context, "http");
  const parts = ["path", "headers", "json", "form", "body"] as const;
  for (const part of parts) checkTemplates(written[part] ?? null, [...path, part], context);
  const bodies = (["json", "form", "body"] as const).filter((part) => written[part] !== undefined);
  if (bodies.length > 1) reportConflict(bodies, path, context);
  for (const name of Object.keys(written.headers ?? {})) {
    if (!/^(proxy-)?authorization$|^cookie$/i.test(name)) continue;
    const message = `rules hold no credentials, such as the header "${name}"`;
    const hint = "put them under `auth` of the connection in heyrules.yaml";
    context.findings.error({ code: "secret-in-rule", path: [...path, "headers", name], which: "key", message, hint });
  }
  return {
    action: "http",
    connection: written.connection,
    method: written.method,
    path: written.path,
    headers: written.headers ?? {},
    json: written.json ?? null,
    form: written.form ?? null,
    body: written.body ?? null,
  };
}

function reportConflict(keys: readonly string[], path: Path, context: CompileContext): void {
  const message = `only one of ${keys.join(" and ")} can be given`;
  context.findings.error({ code: "conflicting-keys", path: [...path, keys.at(-1) ?? ""], which: "key", message });
}
