import { readFile, writeFile } from "node:fs/promises";
import { EngineError, messageOf } from "../core/base/errors.ts";

/**
 * Writes a text into a file that exists, with the mark of some editors before it when it had one.
 *
 * @throws EngineError FILE_UNUSABLE when it cannot be written.
 */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    const hasMark = (await readFile(file)).subarray(0, 3).equals(BYTE_ORDER_MARK);
    await writeFile(file, hasMark ? `\u{FEFF}${text}` : text);
  } catch (cause) {
    const message = `${file} cannot be written (${messageOf(cause)}); it is as it was.`;
    throw new EngineError("FILE_UNUSABLE", message, { cause });
  }
}

/** What some editors put before a text in UTF-8. */
const BYTE_ORDER_MARK = Buffer.from("\u{FEFF}");
