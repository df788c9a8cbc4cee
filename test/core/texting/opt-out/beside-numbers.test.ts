import { expect, test } from "vitest";
import { readOptKeyword } from "../../../../src/core/texting/opt-out/opt-keywords.ts";

test.each([
  "STOP 510-555-0100",
  "stop 5105550100",
  "Please stop 5105550100",
  "unsubscribe 510-555-0100",
  "UNSUBSCRIBE +15105550100",
  "opt out 510.555.0100",
  "BAJA 5105550100",
  "cancel 5105550100",
  "cancel (510) 555-0100 please",
  "quit 1 510 555 0100",
  "STOP 4155550142 AND 5105550100",
  "STOP 4155550142, 5105550100",
  "stop 4155550142 5105550100",
  "5105550100 STOP",
  "(510) 555‑0100 stop",
  "Unsub 555-0100",
  "ARRET 0612345678",
  "arrêt 06 12 34 56 78",
  "STOP 07700 900123",
  "BAJA 612 33 49 08",
  "baja +34 612 334 908",
  "STOP 0044 7700 900123",
  "ALTO 5105550100",
  "STOP to 510-555-0100",
  "STOP for my number 5105550100",
  "unsubscribe # 5105550100 thanks",
  "stop al 5105550100",
  "Hello, please unsubscribe 5105550100, thanks",
  "STOP 5105550100 I am driving",
  "STOP 510-555-0100 ext. 12",
  "stop both 5105550100 and 4155550142",
  "STOP my other number 5105550100",
  "STOP John 5105550100",
  "STOP 5105550100 John",
  "Stop5105550100",
  "5105550100stop",
  "STOP tel 5105550100",
  "STOP ５１０－５５５－０１００",
])("%j names a number that may not be the sender's: a person decides", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test("a word of the organisation beside a number is for a person, too", () => {
  const states = ["enough now 5105550100", "no promos 5105550100"].map(
    (text) => readOptKeyword(text, { out: ["enough now"], held: ["no promos"] })?.state,
  );

  expect(states).toEqual(["held", "held"]);
});

test.each([
  "STOP 12345",
  "stop 2/4",
  "cancel 10:30",
  "cancel 3pm",
  "cancel 5/6/2026",
  "cancel 2026-05-06",
  "cancel 05.06.2026",
  "cancel 12 05 2026",
  "cancel 2026-05-06 10:30",
  "cancel 5551234",
  "cancel 1234567890",
  "cancel 123456789",
  "cancel 4111 1111 1111 1111",
  "cancel 1Z9995105550100",
  "cancel order 5105550100",
  "cancel 5105550100-2",
  "cancel order 510-555-0100",
  "cancel appointment John",
  "stop at 5105550100 Main St",
  "5105550100",
  "my number is 510-555-0100",
  "call 510-555-0100 about the order",
  "start 5105550100",
  "para 5105550100",
  "cancelar cita 5512345678",
  "annuler rdv 0612345678",
  "cancel 2025-2026",
  "order5105550100",
])("%j is about something else", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each([
  "STOP John",
  "stop john",
  "STOP JOHN SMITH please",
  "Stop Dr. Lee",
  "Unsubscribe Mrs. Alvarez",
  "unsubscribe Maria Alvarez",
  "Please unsubscribe my wife",
  "unsubscribe my husbands phone",
  "opt out my mom too",
  "STOP to my moms phone as well",
  "stop for my son",
  "STOP for my other phone",
  "stop both numbers",
  "STOP for both of my phones",
  "stop both of us",
  "unsubscribe us both",
  "STOP pour les deux numéros",
  "STOP para los dos números",
  "désabonnez ma femme",
  "STOP para mi esposa",
])("%j may mean another's number: a person decides", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each([
  "cancel John",
  "cancel appointment for my wife",
  "stop my mail",
  "Stop 7 complete",
  "stop by my moms",
  "stop for lunch",
  "stop for my pills",
  "opt out my son from the field trip",
  "stop Dr. Lee from calling in my meds",
  "stop and see John",
  "stop my wife's refill",
  "stop both refills",
  "stop for both kids coats",
])("%j names neither a person nor a phone to be left alone", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each([
  "take 510-555-0100 off",
  "take 5105550100 off your list",
  "stop calling 510-555-0100",
  "dont call or text (510) 555-0100",
  "please stop sending texts to +1 510 555 0100",
  "do not contact me at 5105550100",
])("%j asks for no more at a number, which a person decides", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each([
  "please call 510-555-0100",
  "can you text 510-555-0100 instead",
  "send it to 5105550100 please",
  "call 510-555-0100 to cancel my appointment",
  "please update to 510-555-0100, the old one is off",
  "no longer 510-555-0100, use 212-555-0100",
  "can you call 510-555-0100 before you stop by?",
])("%j names a number for something else", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each([
  "Don't text me at all",
  "please don't text me at this number",
  "never text me at 510-555-0100",
  "stop calling me at 510-555-0100",
  "no more calls to this number",
  "Opt me out 510-555-0100",
  "darme de baja 612345678",
  "Retirez mon numéro 06 12 34 56 78",
])("%j is held wherever somebody is reached", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each(["Stop 2", "Stop #2", "2 stop", "stop 2 please", "Unsubscribe 2", "Stop Mark", "Quit Mark"])(
  "%j opts nobody out: it may be the second stop, or a name",
  (text) => {
    expect(readOptKeyword(text)?.state).not.toBe("out");
  },
);

test.each(["STOP exclamation point", "STOP exclamation mark", "stop to end", "STOP and unsubscribe", "stop 2 end"])(
  "%j still opts out",
  (text) => {
    expect(readOptKeyword(text)?.state).toBe("out");
  },
);
