import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { ROOT } from "./ensure.mjs";

/** The text of a file as `npm run format` leaves it. */
export async function formatted(path, text) {
  const { printWidth } = JSON.parse(readFileSync(join(ROOT, ".oxfmtrc.json"), "utf8"));
  const { code, errors } = await format(path, text, { printWidth });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return code;
}
