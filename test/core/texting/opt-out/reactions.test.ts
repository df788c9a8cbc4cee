import { expect, test } from "vitest";
import { readReaction } from "../../../../src/core/texting/opt-out/own-words.ts";

test.each([
  ["Liked “Please reply CONFIRM”", "liked", "Please reply CONFIRM"],
  ["Loved “See you at 3”", "loved", "See you at 3"],
  ["Disliked “We are closed”", "disliked", "We are closed"],
  ["Laughed at “Ha”", "laughed", "Ha"],
  ["Emphasized “Now”", "emphasized", "Now"],
  ["Questioned “Now”", "questioned", "Now"],
  ["Removed a heart from “See you at 3”", "removed", "See you at 3"],
  ["👍 to “See you at 3”", "emoji", "See you at 3"],
  ["Le gustó “Nos vemos”", "liked", "Nos vemos"],
  ["No le gustó “Nos vemos”", "disliked", "Nos vemos"],
  ["Eliminó un me gusta de “Nos vemos”", "removed", "Nos vemos"],
  ["Eliminó un “Me gusta” de “Nos vemos”", "removed", "Nos vemos"],
  ["Quitó un corazón de “Responde ALTO para salir”", "removed", "Responde ALTO para salir"],
  ["A aimé « À demain »", "liked", "À demain"],
  ["A supprimé un « J’aime » du message « À demain »", "removed", "À demain"],
  ["A retiré un cœur de « Répondez ARRET »", "removed", "Répondez ARRET"],
  ["Liked an image", "liked", null],
] as const)("%s", (text, kind, quoted) => {
  expect(readReaction(text)).toEqual({ kind, quoted });
});

test.each(["I liked it", "Eliminó mi cuenta", "A supprimé mon rendez-vous", "STOP", "hello “there”"])(
  "%s is what the contact says",
  (text) => {
    expect(readReaction(text)).toBeNull();
  },
);
