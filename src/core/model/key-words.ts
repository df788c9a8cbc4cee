/** A key for which a limit counts, as words behind its name: a rule may make it of what a customer wrote. */
export function keyWords(key: string): string {
  const characters = Array.from(key);
  const shown = characters.length <= LONGEST ? key : `${characters.slice(0, LONGEST - 1).join("")}…`;
  return `${LEAD}${JSON.stringify(shown)}`;
}

/** Whether a sentence names a key as {@link keyWords} does. */
export function namesKey(sentence: string): boolean {
  return sentence.includes(LEAD);
}

/** A sentence without the key it names. */
export function withoutKey(sentence: string): string {
  return sentence.replace(KEY, "");
}

const LONGEST = 60;
const LEAD = " for the key ";
const KEY = / for the key "(?:[^"\\]|\\.)*"/;
