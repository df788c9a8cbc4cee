import { parseDuration } from "../../../core/base/duration.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { readWrittenNumber } from "../../../core/base/phone.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { WrittenInput } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { intendedDuration } from "../../yaml/schema/intent.ts";
import { inline } from "../inline.ts";
import type { NameContext } from "../compile-context.ts";
import { checkConnection, resolveCalendar, resolveInbox, resolveNamed } from "../configured-names.ts";

type InputType = WrittenInput["type"];

interface InputKind {
  /** What a value must be, as the end of a sentence. */
  readonly words: string;
  readonly fits: (value: JsonValue, settings: Settings) => boolean;
  /** Reports a name that is not configured. */
  readonly checkName?: (name: string, path: Path, context: NameContext) => void;
}

const isText = (value: JsonValue): value is string => typeof value === "string";
const isName = (value: JsonValue): boolean => isText(value) || typeof value === "number";
const isPlain = (value: JsonValue): boolean => isText(value) || typeof value === "number";

const KINDS: Readonly<Record<InputType, InputKind>> = {
  text: { words: "a text; put it in quotes", fits: isText },
  number: { words: "a number", fits: (value) => typeof value === "number" },
  boolean: { words: "true or false", fits: (value) => typeof value === "boolean" },
  duration: {
    words: "a duration such as 30s, 15m, 12h, 7d or 2w",
    fits: (value) => isText(value) && (parseDuration(value) ?? 0) > 0,
  },
  phone: {
    words: 'a number in quotes, such as "+15105550100"',
    fits: (value, { country }) => isText(value) && readWrittenNumber(value, country) !== null,
  },
  list: {
    words: "a list of texts or numbers",
    fits: (value) => Array.isArray(value) && value.every((item: JsonValue) => isPlain(item)),
  },
  inbox: { words: "the name or id of an inbox", fits: isName, checkName: resolveInbox },
  calendar: { words: "the name of a calendar", fits: isText, checkName: resolveCalendar },
  connection: {
    words: "the name of a connection",
    fits: isText,
    checkName: (name, path, context) => {
      checkConnection(name, path, context);
    },
  },
  member: vendorKind("members", "member"),
  survey: vendorKind("surveys", "survey"),
  template: vendorKind("templates", "template"),
};

function vendorKind(section: "members" | "surveys" | "templates", word: string): InputKind {
  return {
    words: `the name or id of a ${word}`,
    fits: isName,
    checkName: (name, path, context) => {
      resolveNamed(section, name, path, context);
    },
  };
}

/** Whether a value can become part of a text. */
export function isPartOfText({ type }: Pick<WrittenInput, "type">): boolean {
  return type !== "list";
}

/** Whether a value is what an input takes; of what is not, the reason is reported. Names of heyrules.yaml are not looked at. */
export function checkValue(
  value: JsonValue,
  { name, input }: { readonly name: string; readonly input: WrittenInput },
  path: Path,
  { findings, settings }: NameContext,
): boolean {
  const { words, fits } = KINDS[input.type];
  if (!fits(value, settings)) {
    const hint = input.type === "duration" ? intendedDuration(value) : null;
    findings.error({ code: "wrong-type", path, message: `the input "${name}" must be ${words}`, hint });
    return false;
  }
  const { choices } = input;
  const other = choices && [value].flat().find((item) => !choices.some((choice) => choice === item));
  if (choices === undefined || other === undefined) return true;
  const message = `the input "${name}" must be one of ${choices.join(", ")}`;
  findings.error({ code: "invalid-value", path, message, hint: suggest(inline(other), choices.map(String)) });
  return false;
}

/** Reports a value that should be a name of heyrules.yaml and is none. */
export function checkInputName(value: JsonValue, { type }: WrittenInput, path: Path, context: NameContext): void {
  KINDS[type].checkName?.(inline(value), path, context);
}
