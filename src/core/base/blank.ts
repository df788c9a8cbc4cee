/** Whether a person who reads it sees nothing: space, and signs without a picture, as the fillers of Hangul and a Braille cell without dots. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;
