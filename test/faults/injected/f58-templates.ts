import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { acceptedTexts, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { StillScene } from "../scene/still-time.ts";
import { openStillScene } from "../scene/still-time.ts";

/** What nobody may be shown who writes a template: an expansion would bring it out. */
const CANARY = "expanded-canary";
const RULES = `version: 1
rules:
  echo:
    on: message_recieved
    if: { not: { text: { starts_with: pad } } }
    do:
      - id: note
        http: { connection: crm, method: GET, path: /note }
      - send_message: { purpose: reply, text: "<{{ contact.last | default: '' }}{{ event.text }}><{{ steps.note.json.note }}><{{ 'Dear NAME' | replace: 'NAME', event.text }}>" }
      - http: { connection: crm, method: POST, path: /echo, json: { "{{ org.name }}": fixed, text: "{{ event.text }}" } }
  pad:
    on: message_recieved
    if: { text: { starts_with: pad } }
    do:
      - send_message: { purpose: reply, text: "{{ event.text }} {{ event.text | replace: 'a', event.text }}" }
        on_error: continue
      - send_message: { purpose: service, text: "{{ event.text | append: event.text | append: event.text }}" }
        on_error: continue
      - send_message: { purpose: service, text: "short {{ event.text | truncate: 300 }}" }
`;
const TEMPLATES: readonly string[] = [
  "{{ org.name }}",
  "{{org.name}}",
  "{{- org.name -}}",
  "{{ 'a' | append: org.name }}",
  "{{{{ org.name }}}}",
  "{{ {{ org.name }} }}",
  "{{ event.text }}",
  "{{ event.text | append: event.text }}",
  "{% raw %}{{ org.name }}{% endraw %}",
  "{%- if true -%}{{ org.name }}{%- endif -%}",
  "{% for i in (1..1000000) %}a{% endfor %}",
  "{% include 'heyrules.yaml' %}",
  "{{ steps.note.json }}",
  "{{ constructor.constructor('return process')() }}",
  "{{ __proto__ }}",
  "{{ 7 | plus: 7 }}",
  "{{7*7}}",
  "${CRM_TOKEN}",
  "${ORG}",
  "#{7*7}",
  "<%= 7*7 %>",
  "%{org.name}",
  "$& $1 $$ $` $'",
  "$<name>",
  "NAME",
  "{{ first_name }}",
  "{{first_name}}",
  "{{ last_name }}",
  "{\u200b{ org.name }}",
  "{ { org.name } }",
  "\\{{ org.name }}",
  "｛｛ org.name ｝｝",
  "&#123;&#123; org.name }}",
  "\u202e}} eman.gro {{",
  "{{",
  "}}",
  "{ org.name }}",
  "{%",
];
const SIZES = {
  short: { random: 10, pads: [9_000, 100_000] },
  full: { random: 400, pads: [5_000, 9_999, 10_001, 60_000, 100_000] },
};
const MOST_CHARACTERS = 10_000;
const START_AT = Date.UTC(2026, 2, 4, 17);

/** Texts, names and answers of the CRM hold templates, and texts are huge. */
export const TEMPLATES_WRITTEN: Fault = {
  id: "F58",
  title: "templates in what customers write",
  stores: ["sqlite", "json"],
  run: writeTemplates,
};

async function writeTemplates(plan: FaultPlan): Promise<FaultReport> {
  const { random, pads } = SIZES[plan.size];
  const scene = await openStillScene(plan, {
    at: START_AT,
    rules: RULES,
    config: `org: { name: ${CANARY} }\n`,
    variables: { ORG: CANARY },
  });
  const written = [...TEMPLATES, ...mixed(random, createSeeded(plan.seed))];
  for (const [index, text] of written.entries()) {
    const phone = phoneOf(index);
    // The end of a name and the begin of a text make a template together.
    scene.world.heymarket.setContact({ phone, first: CANARY, last: index % 2 === 0 ? "{" : text });
    scene.world.crm.mock({ crm: { status: 200, json: { note: text }, fail: false } });
    await scene.receive(phone, text);
    await scene.rest();
    // Heymarket is called so often a minute and no more.
    scene.clock.moveTo(scene.clock.now() + 1_000);
  }
  const wrong = judge(scene, written);
  const before = scene.texts().length;
  for (const [index, length] of pads.entries())
    await scene.receive(phoneOf(1_000 + index), `pad ${"a".repeat(length)}`);
  await scene.rest();
  const padded = acceptedTexts(scene.world.exchanges.heymarket).slice(before);
  const longest = Math.max(...acceptedTexts(scene.world.exchanges.heymarket).map(({ body }) => textIn(body).length));
  const short = padded.filter(({ body }) => textIn(body).startsWith("short pad")).length;
  return {
    injected: { "texts, names and answers with templates": written.length, "huge texts": pads.length },
    figures: {
      texts: before,
      expansions: wrong.length,
      "texts with the canary": scene.texts().filter(({ text }) => text.includes(CANARY)).length,
      "longest text": longest,
      "texts of huge ones that were cut by the rule": short,
    },
    violations: [
      ...sentences("a template was expanded, or a text changed", wrong),
      ...(before === written.length ? [] : [`${before} texts went out, not ${written.length}`]),
      ...(longest <= MOST_CHARACTERS ? [] : [`a text of ${longest} characters went out`]),
      ...(short === pads.length ? [] : [`${short} of ${pads.length} texts were cut and sent`]),
    ],
  };
}

/** What contacts and the CRM got, where it is not what was written, character by character. */
function judge(scene: StillScene, written: readonly string[]): readonly object[] {
  const texts = new Map(scene.texts().map(({ phone_number: phone, text }) => [phone, text]));
  const bodies = scene.world.exchanges.crm.flatMap(({ method, body }) => (method === "POST" ? [body] : []));
  return written.flatMap((text, index) => {
    const last = index % 2 === 0 ? "{" : text.trim();
    const wanted = `<${last}${text}><${text}><Dear ${text}>`;
    const got = texts.get(phoneOf(index)) ?? null;
    const told = (bodies[index] ?? null) as { readonly text?: string } | null;
    const isRight = plain(got ?? "") === plain(wanted) && plain(told?.text ?? "") === plain(text);
    return isRight ? [] : [{ written: text, got, wanted, told }];
  });
}

/** Without the sign that keeps two braces apart, by which Heymarket does not take them for a template. */
function plain(text: string): string {
  return text.replaceAll("\u200b", "");
}

function mixed(count: number, random: () => number): readonly string[] {
  const pick = (): string => TEMPLATES[Math.floor(random() * TEMPLATES.length)] ?? "";
  return Array.from({ length: count }, () => `${pick()} and ${pick()}${pick()}`);
}

function textIn(body: unknown): string {
  return (body as { readonly text: string }).text;
}
