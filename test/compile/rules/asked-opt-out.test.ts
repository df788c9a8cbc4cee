import { expect, test } from "vitest";
import { askedOptOut } from "../../../src/compile/rules/actions/heymarket/asked-opt-out.ts";

const NONE = { out: [], held: [] };

test.each([
  ["Reply C to confirm or CANCEL to cancel your visit", "CANCEL"],
  ["Text STOP to reschedule", "STOP"],
  ["reply END to finish", "END"],
  ["reply stop to reschedule", "stop"],
  ["Reply CONFIRM or CANCEL.", "CANCEL"],
  ["Reply 1 to confirm, CANCEL to cancel", "CANCEL"],
  ["Responda C para confirmar o CANCELAR para cancelar", "CANCELAR"],
  ["Reply CANCEL or C", "CANCEL"],
  ["Please reply with 'cancel' to cancel your order", "cancel"],
  ["Reply QUIT if you can't make it", "QUIT"],
  ["C to confirm, CANCEL to cancel your visit", "CANCEL"],
  ["Reply END to end this chat", "END"],
  ["Responda CANCELAR para cancelar su cita", "CANCELAR"],
  ["Responda ALTO para reprogramar", "ALTO"],
  ["Répondez ANNULER pour annuler votre rendez-vous", "ANNULER"],
  ["Répondez STOP pour reporter", "STOP"],
] as const)("%s", (text, word) => {
  expect(askedOptOut(text, NONE)).toBe(word);
});

test.each([
  "Reply STOP to opt out",
  "Reply STOP to unsubscribe",
  "Reply STOP to end messages",
  "Text STOP to stop",
  "Reply STOP to end.",
  "Reply STOP to cancel",
  "Text STOP to quit, HELP for help",
  "Reply HELP for help or STOP to opt out. Msg&data rates may apply.",
  "Reply C to confirm your visit or STOP to opt out",
  "Reply C to confirm, M to move your visit. Reply STOP to end.",
  "Reply STOP to get no more texts.",
  "Reply STOP to no longer receive appointment reminders",
  "Reply STOP to avoid further messages",
  "Reply CANCEL to stop these texts",
  "Reply C to confirm, STOP to cancel",
  "Reply C to confirm. Reply CANCEL to end texts.",
  "Reply CANCEL to cancel",
  "Reply STOP or UNSUBSCRIBE at any time",
  "Reply HELP or STOP",
  "Reply STOP if you no longer want these",
  "STOP to end",
  "Txt STOP 2 end",
  "Text us to cancel your visit",
  "Call us to CANCEL your visit",
  "Reply M to move or cancel your visit",
  "To cancel or end your plan, call us",
  "Responda ALTO para cancelar",
  "Responda STOP para no recibir más mensajes",
  "Responda BAJA para darse de baja",
  "Responde PARAR para dejar de recibir avisos de citas",
  "Répondez STOP pour vous désabonner",
  "Répondez ARRET pour ne plus recevoir de messages",
  "Envoyez STOP pour arrêter",
  "TEXT US TO CANCEL YOUR VISIT",
  "Your order is at the END of the line to pick up",
  "See you at the bus STOP to ride together",
] as const)("%j asks for no opt-out word, or says what it is for", (text) => {
  expect(askedOptOut(text, NONE)).toBeNull();
});

test("a word of the organisation is asked for, too", () => {
  expect(askedOptOut("Reply ENOUGH to see fewer options", { out: ["enough"], held: [] })).toBe("ENOUGH");
});
