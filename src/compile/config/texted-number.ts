import { readOtherwise, readWrittenNumber } from "../../core/base/phone.ts";

/** Why a written number cannot be texted, for a finding. */
interface NumberFault {
  readonly message: string;
  /** Null for what is no number at all: what else could stand there, the place knows. */
  readonly hint: string | null;
}

/** A number to be texted in E.164, as people of `country` (ISO 3166-1 alpha-2) write it, or what is wrong with it. */
export function readTextedNumber(written: string, country: string): string | NumberFault {
  const phone = readWrittenNumber(written, country);
  if (phone === null) return { message: `"${written}" is no phone number of ${country}`, hint: null };
  const other = readOtherwise(phone, country);
  if (other === null) return phone;
  const message = `"${written}" is the number ${phone}, and Heymarket, which is given digits without +, may read ${other}`;
  return { message, hint: `if that is meant, write "${other}"; texts to the other one are blocked` };
}
