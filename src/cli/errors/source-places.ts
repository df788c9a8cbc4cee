import { readFileSync } from "node:fs";
import type { SourceMapPayload } from "node:module";
import { SourceMap } from "node:module";

/**
 * A stack trace that names places in the source, not those in the bundled files, as far as there are maps beside these: what
 * `node --enable-source-maps` does, which reads the map of each file at every start. Never throws.
 */
export function namePlacesInSource(stack: string): string {
  return stack.replaceAll(/(file:[^\s()]+):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    const entry = readMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !("originalSource" in entry)) return place;
    const source = new URL(entry.originalSource, file).href;
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), "utf8")) as SourceMapPayload);
  } catch {
    return null; // of a package, or left out
  }
}
