import type { OptOutWords } from "../../../../core/model/ruleset/settings.ts";
import { readOptKeyword } from "../../../../core/texting/opt-out/opt-keywords.ts";

const ASKS =
  "(?:reply|text|txt|respond|answer|send|say|type|responda|responde|respondan|conteste|contesta|env[ií]e|env[ií]a|escriba|escribe|mande|manda|r[eé]pondez|r[eé]ponds|envoyez|envoie|textez|tapez|[eé]crivez)";
const WITH = "(?:with |by |back |the word |con |la palabra |par |le mot )*";
const QUOTE = "[\"“”'‘’«»]?";
/** A word in capitals or between quotation marks, and any word right behind a verb that asks for it. */
const SHOUTED =
  /(?<![\p{L}\p{N}])(?:(?<!\p{L}\s?['’])["“«‘']\s?(\p{L}{3,20}(?: out)?)\s?["”»’']|(\p{Lu}{3,20}(?:[ -]OUT)?))(?![\p{L}\p{N}])/gu;
const ASKED = new RegExp(`(?<!\\p{L})${ASKS} ${WITH}${QUOTE}(\\p{L}{3,20}(?: out)?)${QUOTE}(?!\\p{L})`, "giu");
const ASKS_AT_ALL = new RegExp(`(?<!\\p{L})${ASKS}(?!\\p{L})`, "iu");
/** What is told of a word ends with the sentence, and where the next word is told of. */
const NEXT_WORD =
  /[.!?;\n]|,|(?<!\p{L})(?:or|and|o|y|ou|et)\s+(?:reply|text|send|responda|responde|répondez)?\s*["“«']?[\p{Lu}\p{N}]+(?!\p{Ll})/u;
const PURPOSE = /^\W*(?:to|for|if|when|para|si|pour)(?!\p{L})\s*/iu;
/** What it is about when it is about texts. */
const OF_TEXTS =
  /(?<!\p{L})(?:texts?|texting|messages?|msgs?|sms|alerts?|notifications?|reminders?|updates?|emails?|promos?|promotions?|offers?|marketing|communications?|contact(?:ed)?|subscri\p{L}+|unsubscri\p{L}*|list|hear|receiv\p{L}+|these|mensajes?|textos?|avisos?|alertas?|recordatorios?|notificaci\p{L}+|promoci\p{L}+|suscripci\p{L}+|recibir|lista|baja|textos?|alertes?|rappels?|abonnement|recevoir|d[eé]sabonn\p{L}*|d[eé]sinscri\p{L}*|liste)(?!\p{L})/iu;
/** The verbs of leaving; what they are said of may be something else. */
const ENDS =
  /^(?:(?:please|be|get|vous|se|te|me|se|simply|darse|ser)\s)*(?:opt|opt-?out|stop|end|quit|cancel|unsubscribe|leave|exit|remove[d]?|discontinue|cease|halt|withdraw|revoke|cancelar|salir|parar|detener\p{L}*|terminar|finalizar|anular|eliminar\p{L}*|dejar|arr[eê]ter|annuler|r[eé]silier|cesser|stopper|retirer|mettre|out|end|stopping)(?!\p{L})/iu;
const SOMETHING_ELSE =
  /(?<!\p{L})(?:appointments?|appts?|visits?|orders?|bookings?|reservations?|deliver(?:y|ies)|sessions?|class|meetings?|trips?|rides?|membership|plan|chat|conversation|calls?|survey|quiz|game|make it|come|attend|citas?|visitas?|turnos?|pedidos?|reserva|reservaci[oó]n|entrega|sesi[oó]n|consulta|rendez-vous|rdv|visite|commande|r[eé]servation|s[eé]ance|livraison)(?!\p{L})/iu;
/** What is asked for beside it: "Reply 1 to confirm, CANCEL to cancel". */
const BESIDE_OTHERS =
  /(?<!\p{L})(?:to|para|pour) (?:confirm|keep|move|reschedule|change|confirmar|mantener|reprogramar|cambiar|confirmer|garder|reporter|d[eé]placer)(?!\p{L})/iu;
/** Words that mean nothing but an opt-out: whoever offers one beside another word says what it does. */
const PLAINLY = /^(?:stop|stopall|unsubscribe|unsub|opt-? ?out|arr[eê]t|alto|baja)$/iu;
const OFFERED = /(?<!\p{L})(?:or|o|ou)\s*["“«']?$/iu;
const OFFERS = /^\W*(?:or|o|ou)\s+["“«']?(\p{Lu}+|\p{L})(?!\p{L})/u;

/** What a word stands behind that is told of, where no verb asks for it: "C to confirm, CANCEL to cancel your visit". */
const BEGINS = /(?:^|[,.;:!?()/\n-]|(?<!\p{L})(?:or|and|o|y|ou|et))\s*$/iu;

/** The opt-out word that a text asks for as the answer to something else, as it stands there; null when it asks for none. */
export function askedOptOut(text: string, own: OptOutWords): string | null {
  const words = [...text.matchAll(ASKED), ...(/\p{Ll}/u.test(text) ? text.matchAll(SHOUTED) : [])];
  const asked = words.find((match) => isAsked(match, text, own));
  return asked === undefined ? null : wordOf(asked);
}

function wordOf([, first, second]: RegExpMatchArray): string {
  return first ?? second ?? "";
}

function isAsked(match: RegExpMatchArray, text: string, own: OptOutWords): boolean {
  const word = wordOf(match);
  if (readOptKeyword(word, own)?.state !== "out") return false;
  const start = match.index ?? 0;
  const before = text.slice(0, start);
  if (!ASKS_AT_ALL.test(match[0]) && !BEGINS.test(before)) return false;
  const rest = text.slice(start + match[0].length);
  const next = rest.search(NEXT_WORD);
  const told = next < 0 ? rest : rest.slice(0, next);
  if (!PURPOSE.test(told)) return isOffered(word, { before, said: match[0], rest });
  const purpose = told.replace(PURPOSE, "");
  if (OF_TEXTS.test(purpose)) return false;
  if (!PLAINLY.test(word) && !isCondition(told) && BESIDE_OTHERS.test(text)) return true;
  return SOMETHING_ELSE.test(purpose) || !(ENDS.test(purpose) || /^\W*$/.test(purpose) || isCondition(told));
}

/** "STOP if you have had enough": of what, it does not say. */
function isCondition(told: string): boolean {
  return /^\W*(?:if|when|si|for)(?!\p{L})/iu.test(told);
}

/** "Reply CONFIRM or CANCEL." */
function isOffered(
  word: string,
  { before, said, rest }: { readonly before: string; readonly said: string; readonly rest: string },
): boolean {
  if (PLAINLY.test(word)) return false;
  const sentence = before.slice(before.search(/[^.!?\n]*$/u));
  if (!ASKS_AT_ALL.test(sentence + said)) return false;
  return OFFERED.test(sentence) || OFFERS.test(rest);
}
