import { readOtherwise, readWrittenNumber } from "../../core/base/phone.ts";
import type { Path } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";

/**
 * A number to be texted in E.164, as people of `country` (ISO 3166-1 alpha-2) write it; null, with an error, when it is none. Warns of
 * one that the send gate blocks, since its digits are a number of `country`, too.
 */
export function readTextedNumber(written: string, { path, hint, country, findings }: TextedPlace): string | null {
  const phone = readWrittenNumber(written, country);
  if (phone === null) {
    findings.error({ code: "wrong-value", path, message: `"${written}" is no phone number of ${country}`, hint });
    return null;
  }
  const other = readOtherwise(phone, country);
  if (other !== null) {
    findings.warning({
      code: "number-in-doubt",
      path,
      message: `"${written}" is ${phone}, and Heymarket, which is given digits without +, may read ${other}: no text goes to it`,
      hint: `write "${other}" if that is meant`,
    });
  }
  return phone;
}

/** Where a number stands, and what to write there instead of what is none. */
interface TextedPlace {
  readonly path: Path;
  readonly hint: string;
  readonly country: string;
  readonly findings: Findings;
}
