import { maskPhone } from "../core/base/phone.ts";

/** A text with every phone number in E.164 masked, also where a path holds it encoded (`%2B15105550100`). */
export function maskNumbers(text: string): string {
  return text.replace(/(?:\+|%2B)(\d{7,15})(?!\d)/gi, (_number, digits: string) => maskPhone(`+${digits}`));
}
