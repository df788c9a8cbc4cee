/**
 * JSON that says the same, in which what moves a cursor, breaks a line or turns the direction of writing stands as `\uXXXX`. JSON
 * itself does so only with characters below U+0020.
 */
export function escapeSteering(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
