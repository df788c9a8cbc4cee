import { formatDuration } from "../../../core/base/duration.ts";
import type { Condition, EventPattern, Instruction, Rule } from "../../../core/model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import { isRaisedType } from "../../../core/event/vocabulary.ts";
import type { CompileContext } from "../compile-context.ts";

/** A reply that cannot be one counts as service; its author wants to know before the first night. */
export function warnOfLateReplies(
  rule: Rule,
  path: Path,
  { findings, settings }: Pick<CompileContext, "findings" | "settings">,
): void {
  const others = unanswerableOf(rule);
  const window = formatDuration(settings.sending.replyWindowMs);
  const longest = longestBefore(rule, waited);
  const tried = longestBefore(rule, triedBefore);
  for (const [index, instruction] of rule.program.entries()) {
    if (instruction.op !== "effect" || !("purpose" in instruction.effect)) continue;
    if (instruction.effect.purpose !== "reply") continue;
    const waitMs = longest.get(index) ?? 0;
    const isLate = waitMs > settings.sending.replyWindowMs;
    const before = rule.program.slice(0, index);
    const hasAnswer =
      others.length === 0 ||
      before.some(isAnswered) ||
      (startsOnText(rule) && before.some(({ op }) => op === "unless"));
    if (hasAnswer && !isLate) {
      const triedMs = tried.get(index) ?? 0;
      if (triedMs <= settings.sending.replyWithinMs) continue;
      const within = formatDuration(settings.sending.replyWithinMs);
      findings.warning({
        code: "late-reply",
        path,
        position: instruction.place,
        message: `a step before it may be tried for ${formatDuration(triedMs)}, and a reply later than ${within} after the text is blocked`,
        hint: "give the step a shorter `deadline`, or write purpose: service, which goes out then, too",
      });
      continue;
    }
    const wait = waitMs === Infinity ? "a `wait` with `until`" : `a wait of ${formatDuration(waitMs)}`;
    const why = isLate ? `behind ${wait}` : `on ${others.join(", ")}`;
    findings.warning({
      code: "no-reply",
      path,
      position: instruction.place,
      message: `a text ${why} counts as service unless the contact wrote in the last ${window}`,
      hint: "write purpose: service, which quiet hours and caps hold for",
    });
  }
}

/** What starts the rule and is no text that can be answered. */
function unanswerableOf({ triggers, condition }: Rule): readonly string[] {
  const patterns = triggers.map(patternOf);
  const isReaction = (pattern: EventPattern): boolean =>
    pattern.eventType === "message_recieved" && [pattern.where, condition].some(wantsReaction);
  // What a rule raises because of a text answers that text.
  const others = eventTypesOf(triggers).filter((type) => !WARNED_OF.includes(type) && !isRaisedType(type));
  return patterns.some(isReaction) ? [...others, "a reaction"] : others;
}

/** Whether some of what starts it can be answered; a step behind a condition may be for that alone. */
function startsOnText({ triggers }: Rule): boolean {
  return eventTypesOf(triggers).includes("message_recieved");
}

/** A text of the contact can be answered; a text on a text has a finding of its own. */
const WARNED_OF = ["message_recieved", "message_sent"];

/** Whether only a reaction fits that is no text by itself, as one of nothing but emoji is. */
function wantsReaction(condition: Condition | null): boolean {
  if (condition?.kind === "all") return condition.children.some(wantsReaction);
  if (condition?.kind !== "test" || condition.key?.path !== "event.reaction") return false;
  return condition.key.kind === "is" && !condition.key.values.includes("emoji_text");
}

/** How long it is, in milliseconds, behind an instruction that was come to after so long. */
interface Behind {
  readonly next: number;
  /** Behind a wait that an event has ended. */
  readonly onEvent: number;
  readonly failed: number;
}

/** What steps that wait let pass. */
function waited(instruction: Instruction, ms: number): Behind {
  if (isAnswered(instruction)) return { next: 0, onEvent: 0, failed: ms };
  return { next: ms + lengthOf(instruction), onEvent: ms, failed: ms };
}

/** How long steps are tried that fail then, since the last wait. */
function triedBefore(instruction: Instruction, ms: number): Behind {
  if (instruction.op === "wait" || instruction.op === "await") return { next: 0, onEvent: 0, failed: ms };
  return { next: ms, onEvent: ms, failed: ms + (instruction.op === "effect" ? triesMs(instruction) : 0) };
}

/** How long a step is tried at most while its destination answers, in milliseconds. */
function triesMs({ retry, timeoutMs, deadlineMs }: Extract<Instruction, { op: "effect" }>): number {
  let ms = timeoutMs;
  for (let tries = 1; tries < retry.maximumAttempts && ms < deadlineMs; tries += 1) {
    ms += timeoutMs + Math.min(retry.maximumBackoffMs, retry.backoffMs * 2 ** (tries - 1));
  }
  return Math.min(ms, deadlineMs);
}

/** The longest time before an instruction, in milliseconds, by index; absent where there is no way to it. */
function longestBefore(
  { program, onErrorAt }: Rule,
  behind: (instruction: Instruction, ms: number) => Behind,
): ReadonlyMap<number, number> {
  const longest = new Map<number, number>([[0, 0]]);
  const reach = (index: number, ms: number): void => {
    longest.set(index, Math.max(longest.get(index) ?? 0, ms));
  };
  // What stands before a wait in a list comes after it with the second item.
  const rounds = program.some(({ op }) => op === "next") ? 2 : 1;
  [...Array<typeof program>(rounds).fill(program)].flat().forEach((instruction, position) => {
    const index = position % program.length;
    const ms = longest.get(index);
    if (ms === undefined) return;
    const { next, onEvent, failed } = behind(instruction, ms);
    const handler = instruction.op === "effect" ? (instruction.onFail ?? onErrorAt) : onErrorAt;
    if (handler !== null && index < handler) reach(handler, failed);
    if ("target" in instruction) reach(instruction.target, ms);
    if (["jump", "next", "stop", "end"].includes(instruction.op)) return;
    if (instruction.op === "await") reach(instruction.onEvent, onEvent);
    reach(index + 1, next);
  });
  return longest;
}

/** Whether it waits for a text of the contact: one that came can be answered, however long it took. */
function isAnswered(instruction: Instruction): boolean {
  return instruction.op === "await" && instruction.events.some(({ eventType }) => eventType === "message_recieved");
}

function lengthOf(instruction: Instruction): number {
  if (instruction.op === "wait") return instruction.wait.kind === "duration" ? instruction.wait.ms : Infinity;
  return instruction.op === "await" ? instruction.timeoutMs : 0;
}
