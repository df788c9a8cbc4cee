/** Longer ones are not led to. */
const LONGEST_PATH = 2_000;

/** Whether a text is a path of this listener, such as `/events?q=price`. A second slash, or what a browser takes for one, would lead to another host. */
export function isOwnPath(text: string): boolean {
  return text.length <= LONGEST_PATH && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text);
}
