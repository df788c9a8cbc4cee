import { expect, test } from "vitest";
import { readOptKeyword } from "../../../../src/core/texting/opt-out/opt-keywords.ts";

test.each([
  "quiero más mensajes",
  "quiero mas mensajes",
  "Quiero recibir más mensajes por favor",
  "sí, más mensajes por favor",
  "me gustaría recibir más mensajes",
  "quiero más avisos",
  "I want more texts",
  "I'd like to get more messages",
  "more messages please",
  "yes, more texts please",
  "je veux encore des messages",
  "j'aimerais recevoir encore des textos",
])("%j asks for more", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each([
  "no quiero más mensajes",
  "No, más mensajes no",
  "no más mensajes por favor",
  "nunca más mensajes",
  "I want no more texts",
  "no more messages please",
  "I don't want more texts",
  "je ne veux plus de messages",
  "plus de messages svp",
  "stop, I said no to more messages",
])("%j asks for less", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each([
  "leave me alone time slot",
  "leave me alone time",
  "I need a leave me alone day",
  "the leave me alone package please",
  "do you have a leave me alone time slot on Friday",
])("%j names what it asks for", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});

test.each([
  "leave me alone",
  "leave me alone day and night please",
  "leave me alone time wasters",
  "leave me alone this time",
  "for the last time leave me alone",
  "I told you to leave me alone",
])("%j sends somebody away", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each([
  "No more from you guys",
  "no more from you people please",
  "no more from you folks",
  "No more from y'all",
  "please no more from you",
  "Nothing more from you guys",
  "nothing else from you please",
  "no más de ustedes",
  "nada más de ustedes por favor",
  "rien de plus de vous svp",
  "plus rien de vous",
  "plus rien de votre part",
])("%j wants no more of them", (text) => {
  expect(readOptKeyword(text)?.state).toBe("held");
});

test.each([
  "no more pizza from you guys",
  "No more from me",
  "anything more from you guys?",
  "nothing more from me",
  "nothing else, thanks",
  "nada más, gracias",
])("%j is about something else", (text) => {
  expect(readOptKeyword(text)).toBeNull();
});
