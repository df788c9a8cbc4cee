/** What looks like a placeholder to people and is none here. */
export interface ForeignPlaceholder {
  readonly offset: number;
  readonly whole: string;
  readonly hint: string;
}

const ROOTS = "contact|event|event_data|chat|org|vars|steps|calendar";

const FORMS: readonly (readonly [pattern: RegExp, hint: (name: string) => string])[] = [
  [new RegExp(`(?<!\\{)\\{\\s*((?:${ROOTS})\\.[\\w.]+)\\s*\\}(?!\\})`), (name) => `write {{ ${name} }}`],
  [
    /\$(?=\{\{)/,
    () =>
      "leave out the sign before {{: it would be part of the text; where a price is meant, write {{ … | prepend: '$' }}",
  ],
  // n8n begins an expression so; further on it is part of an address, such as `?id={{ … }}`.
  [/^=(?=\{\{)/, () => "leave out the sign before {{: it would be part of the text"],
  [
    /\$\{([A-Za-z_]\w*)\}/,
    () => "the environment fills heyrules.yaml only; put it under `org` there, and write {{ org.… }}",
  ],
  [
    /(?<![{[<%])(?:\{|\[|<|%)(?:first|last|full)?[ _]?name(?:\}|\]|>|%)(?![}\]])/i,
    () => 'write {{ contact.first | default: "there" }}',
  ],
];

/** The first part of a text that is a placeholder to other tools only; null when there is none. */
export function foreignPlaceholder(source: string): ForeignPlaceholder | null {
  for (const [pattern, hint] of FORMS) {
    const found = pattern.exec(source);
    if (found !== null) return { offset: found.index, whole: found[0], hint: hint(found[1] ?? "") };
  }
  return null;
}

const DATE_PART = /yyyy|YYYY|yy|YY|MMMM|MMM|MM|M|dddd|EEEE|ddd|EEE|DD|dd|D|d|HH|H|hh|h|mm|m|ss|s|A|a/g;
const DATE_PARTS: Readonly<Record<string, string>> = {
  ...{ yyyy: "%Y", yy: "%y", MMMM: "%B", MMM: "%b", MM: "%m", M: "%-m", dddd: "%A", EEEE: "%A", ddd: "%a", EEE: "%a" },
  ...{ YYYY: "%Y", YY: "%y", DD: "%d", dd: "%d", D: "%-d", d: "%-d", HH: "%H", H: "%-H", hh: "%I", h: "%-I" },
  ...{ mm: "%M", m: "%-M", ss: "%S", s: "%-S", A: "%p", a: "%p" },
};

/** How to write a format of a date that is one of another tool, such as `YYYY-MM-DD`. */
export function intendedFormat(format: string): string {
  const isForeign = !/[a-z]/i.test(format.replace(DATE_PART, ""));
  const meant = isForeign ? format.replace(DATE_PART, (part) => DATE_PARTS[part] ?? part) : "%A at %-I:%M %p";
  return `${isForeign ? "write" : "such as"} | date: "${meant}"`;
}

const FILTERS: Readonly<Record<string, string>> = {
  lower: "downcase",
  lowercase: "downcase",
  upper: "upcase",
  uppercase: "upcase",
  title: "capitalize",
  length: "size",
  count: "size",
  trim: "strip",
  urlencode: "url_encode",
  d: "default",
  strftime: "date",
  date_format: "date",
  format_date: "date",
  to_date: "date",
  add: "plus",
  subtract: "minus",
  truncatewords: "truncate",
};

/** How to write a template that is one of another tool; null when nothing more can be said. */
export function intendedTemplate(source: string): string | null {
  const call = /\|\s*(\w+)\s*\(\s*([^)]*)\)/.exec(source);
  if (call !== null) return `write | ${FILTERS[call[1] ?? ""] ?? call[1] ?? ""}: ${call[2] ?? ""}`;
  if (/\{\{[^}]*(\|\||\?\?|\sor\s)/.test(source)) return 'for what may be absent write | default: "…"';
  if (/\{\{(?![^]*\}\})/.test(source)) return "close the placeholder with }}";
  if (/\{%/.test(source)) return 'write steps with `if`, each with its text; for what may be absent | default: "…"';
  const unknown = [...source.matchAll(/\|\s*(\w+)/g)].find(([, name = ""]) => Object.hasOwn(FILTERS, name));
  if (unknown !== undefined) return `write | ${FILTERS[unknown[1] ?? ""] ?? ""}`;
  const sum = /\{\{\s*[\w.]+\s*([+-])\s*(\w+)/.exec(source);
  return sum === null ? null : `write | ${sum[1] === "+" ? "plus" : "minus"}: ${sum[2] ?? ""}`;
}
