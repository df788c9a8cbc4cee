import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/base/json.ts";
import {
  checkTemplate,
  inertText,
  renderPath,
  renderText,
  renderValue,
  TemplateError,
} from "../../../src/core/language/template.ts";
import table from "../../tables/templates.json" with { type: "json" };

const ZONE = "America/Chicago";
const data: JsonObject = table.data;

test.each(table.texts)("$name: $template", ({ template, text }) => {
  expect(checkTemplate(template).problem).toBeNull();
  expect(renderText(template, data, ZONE)).toBe(text);
});

test.each(table.errors)("$name fails with the path: $template", ({ template, error }) => {
  const render = (): string => renderText(template, data, ZONE);

  expect(render).toThrow(TemplateError);
  expect(render).toThrow(error ?? "is not a filter");
});

test.each(table.problems)("$name is a problem: $template", ({ template, problem, at }) => {
  expect(checkTemplate(template)).toEqual({ problem, offset: template.indexOf(at), reads: [] });
});

test("a check lists what is read, in order, and what may be absent", () => {
  const source =
    'Hi {{ contact.name | default: contact.first | default: "you" }}: {{ event.media[0] | append: vars["a b"] }}';

  const check = checkTemplate(source);

  expect(check).toEqual({
    problem: null,
    offset: null,
    reads: [
      { path: "contact.name", optional: true, offset: source.indexOf("contact.name") },
      { path: "contact.first", optional: true, offset: source.indexOf("contact.first") },
      { path: "event.media.0", optional: false, offset: source.indexOf("event.media") },
      { path: "vars.a b", optional: false, offset: source.indexOf("vars") },
    ],
  });
});

test("a default that is itself data must be there, unless another follows", () => {
  const { reads } = checkTemplate("{{ contact.name | default: contact.phone }}");

  expect(reads.map(({ path, optional }) => [path, optional])).toEqual([
    ["contact.name", true],
    ["contact.phone", false],
  ]);
});

test("a template of more than 10,000 characters is a problem", () => {
  expect(checkTemplate("x".repeat(10_000)).problem).toBeNull();
  expect(checkTemplate("x".repeat(10_001)).problem).toBe("the text has 10001 characters, more than 10000");
});

test("a template nested too deeply to be read is a problem, not a crash", () => {
  expect(checkTemplate(`{{ a${"[a".repeat(4_900)} }}`).problem).toMatch(/placeholder/);
});

test("a text of more than 10,000 characters is refused, and so is one that only padding makes longer", () => {
  const render = (text: string): string => renderText("{{ event.text }}", { event: { text } }, ZONE);

  expect(render("x".repeat(10_000))).toHaveLength(10_000);
  expect(() => render("x".repeat(10_001))).toThrow("more than 10000 characters");
  expect(() => inertText(render("{".repeat(10_000)))).toThrow(TemplateError);
});

test("what Heymarket would fill in is inert, and says the same", () => {
  expect(inertText("Is {{first_name}} there? {% raw %} {{{ {a} $& $1")).toBe(
    "Is {\u200B{first_name}} there? {\u200B% raw %} {\u200B{\u200B{ {a} $& $1",
  );
});

test("a long text may be cut to size", () => {
  const text = renderText("{{ event.text | truncate: 80 }}", { event: { text: "x".repeat(250_000) } }, ZONE);

  expect(text).toHaveLength(80);
});

test.each([
  '{{ t | replace: "x", t | size }}',
  '{{ t | split: "" | join: t | size }}',
  "{{ t | append: t | append: t | append: t | append: t | size }}",
  "{{ t | prepend: t | prepend: t | prepend: t | prepend: t | size }}",
  "{{ t | escape | append: t | escape | size }}",
])("a text that grows without end is stopped: %s", (template) => {
  const t = "x&".repeat(125_000);

  expect(() => renderText(template, { t }, ZONE)).toThrow("the result has more than 1000000 characters");
});

test("what a customer wrote is never read as a template", () => {
  const text = "{{ org.secret }} {{ contact.phone | append: org.secret }}";

  const rendered = renderText("{{ event.text }}", { event: { text }, org: { secret: "s3" } }, ZONE);

  expect(rendered).not.toContain("s3");
  expect(rendered).toBe(text);
});

test("names of a prototype that arrived as data are not read", () => {
  const data = JSON.parse('{"__proto__": {"admin": "yes"}}') as JsonObject;

  expect(() => renderText("{{ data.admin }}", { data }, ZONE)).toThrow("data.admin is not known");
});

test("a placeholder alone keeps the type and the very value of its data", () => {
  const body = {
    consented: "{{ vars.consented }}",
    tags: "{{ contact.tags }}",
    text: "{{ event.text }}",
    count: "{{ vars.count | plus: 1 }}",
    mixed: ["{{ org.name }}!", 7, null, true],
  };

  expect(renderValue(body, data, ZONE)).toEqual({
    consented: true,
    tags: ["vip", "promo"],
    text: "Hi! Is {{first_name}} there? {% raw %} $& $1",
    count: 4,
    mixed: ["Acme Dental!", 7, null, true],
  });
});

test("a value that is absent fails the whole", () => {
  expect(() => renderValue({ a: ["{{ contact.name }}"] }, data, ZONE)).toThrow("contact.name is not known");
});

test("an empty text in a value stays empty, and keys are no templates", () => {
  expect(renderValue({ "{{ org.name }}": "" }, data, ZONE)).toEqual({ "{{ org.name }}": "" });
});

test("a getter of the data is only asked when the template names it", () => {
  let asked = 0;
  const lazy = Object.defineProperty({}, "office", {
    enumerable: true,
    get: () => ({ open: ++asked > 0 }),
  }) as JsonObject;

  renderText("Hello", { calendar: lazy }, ZONE);
  renderText("{{ calendar.office.open }}", { calendar: lazy }, ZONE);

  expect(asked).toBe(1);
});

test("a bug in the data is thrown as it is", () => {
  const broken = Object.defineProperty({}, "office", {
    get: () => {
      throw new RangeError("no zone");
    },
  }) as JsonObject;

  expect(() => renderText("{{ calendar.office.open }}", { calendar: broken }, ZONE)).toThrow(RangeError);
  expect(() => renderText('{{ "2026-03-09T08:00:00Z" | date: "%F" }}', {}, "Nowhere/At_All")).toThrow(RangeError);
});

test.each([
  ["/c?name={{ event.text }}", "Ann & role=admin", "/c?name=Ann%20%26%20role%3Dadmin"],
  ["/c?phone={{ event.text }}&x=a+b", "+15105550100", "/c?phone=%2B15105550100&x=a+b"],
  ["/c?phone={{ event.text | url_encode }}", "+1", "/c?phone=%2B1"],
  ["/c?name={{ event.text | url_encode | default: '-' }}", "a b", "/c?name=a%20b"],
  ["/c?q={{ event.text }}", "a/b?c#d{{e}}", "/c?q=a%2Fb%3Fc%23d%7B%7Be%7D%7D"],
  ["/c?q={{ event.text }}", "a\uD83D", "/c?q=a%EF%BF%BD"],
  ["/c/{{ event.text }}/x", "a?admin=1#b", "/c/a%3Fadmin=1%23b/x"],
  ["/c/{{ event.text }}?y={{ event.text }}", "a/b", "/c/a/b?y=a%2Fb"],
])("data in the path %s adds no parameter", (source, text, path) => {
  expect(renderPath(source, { event: { text } }, "UTC")).toBe(path);
});
