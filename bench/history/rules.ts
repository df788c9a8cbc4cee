import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { compileBenchRules } from "../project.ts";

/** How many rules have been in force in the history. */
const RULES = 50;
/** So many of them were changed twice. */
const CHANGED = 20;

/** The versions of the rules that engines of the history have loaded, the oldest first: fifty rules each. */
export function rulesOfHistory(settings: Settings): readonly (readonly Rule[])[] {
  return [1, 2, 3].map((edition) => compileBenchRules([rulesText(edition)], settings));
}

function rulesText(edition: number): string {
  const own = Object.entries(WORKING).map(([id, body]) => `  ${id}:\n${indented(body.trim())}`);
  const others = Array.from({ length: RULES - own.length }, (_, index) => otherRule(index, edition));
  return `version: 1\nrules:\n${[...own, ...others].join("\n")}\n`;
}

/** What runs of the history are of. */
const WORKING: Readonly<Record<string, string>> = {
  "price-to-crm": `
on: message_recieved
if: { text: { words: [price, quote] } }
do:
  - http: { connection: crm, method: POST, path: /leads, json: { phone: "{{ contact.phone }}", text: "{{ event.text }}" } }
`,
  "opening-hours": `
on: message_recieved
if: { text: { words: [hours, open] } }
limits: { once_per: 12h }
do:
  - tag: { add: [asked-for-hours] }
  - send_message: { purpose: reply, text: "We are open from 9 to 5." }
`,
  "remind-later": `
on: message_recieved
if: { text: { words: [remind] } }
do:
  - wait: 60d
  - http: { connection: crm, method: POST, path: /reminders }
`,
  "offer-repair": `
on: message_recieved
if: { text: { words: [broken, damaged] } }
limits: { once_per: 12h }
do:
  - id: offer
    approve:
      send_message: { purpose: service, text: "Bring it in and we repair it free of charge." }
      timeout: 60d
`,
  "refer-to-partner": `
on: message_recieved
if: { text: { words: [refer] } }
do:
  - http: { connection: crm, method: POST, path: /missing, json: { phone: "{{ contact.phone }}" } }
`,
  "call-back": `
on: message_recieved
if: { text: { words: [callback] } }
do:
  - { http: { connection: crm, method: POST, path: /down }, retry: { max: 3, backoff: 1m } }
`,
  "send-invoice": `
on: message_recieved
if: { text: { words: [invoice] } }
limits: { once_per: 12h }
do:
  - send_message: { purpose: service, text: "Your invoice is on its way." }
`,
  newsletter: `
on: message_recieved
if: { text: { words: [newsletter] } }
limits: { once_per: 12h }
do:
  # heyrules: allow no-quiet-hours what was asked for is told at once
  - send_message: { purpose: marketing, text: "Here is our newsletter. Reply STOP to opt out." }
`,
  "opt-out-to-crm": `
on: target_opt_out
do:
  - http: { connection: crm, method: POST, path: /opt-outs, json: { phone: "{{ contact.phone }}" } }
`,
};

/** One that never fires: a few of them look at every text, the others at those that go out. */
function otherRule(index: number, edition: number): string {
  const id = `campaign-${String(index + 1).padStart(2, "0")}`;
  const word = index < CHANGED ? `${id}-${edition}` : id;
  const on = index % 16 === 0 ? "message_recieved" : "message_sent";
  // Which texts these are no index of words knows: each is looked at.
  const fits = on === "message_recieved" ? `ends_with: ${word}` : `words: [${word}]`;
  return `  ${id}:\n    on: ${on}\n    if: { text: { ${fits} } }\n    do: [{ tag: { add: [${id}] } }]`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
