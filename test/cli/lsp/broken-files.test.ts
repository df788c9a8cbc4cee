import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { startLanguageServer } from "../../helpers/language-client.ts";
import { CONFIG, RULES } from "../../helpers/project.ts";
import { randomCases } from "../../helpers/random-cases.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Every how many texts the server may look at one, before the next is typed. */
const CHECKED_EVERY = 10;

test("whatever is typed into a file, the server answers, and finds what is wrong in what stands there last", async () => {
  const folder = makeTemporaryFolder();
  const files = { rules: join(folder, "rules", "rules.yaml"), config: join(folder, "heyrules.yaml") };
  mkdirSync(join(folder, "rules"));
  writeFileSync(files.config, CONFIG);
  writeFileSync(files.rules, RULES);
  const editor = await startLanguageServer({ command: [resolve("dist-whole/main.js"), "lsp"], folder });
  const logged: string[] = [];
  editor.connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
    logged.push(message);
  });
  const { numRuns: mutations, seed } = randomCases(50);
  const random = randomFrom(seed);
  let checked = 0;

  for (let serial = 0; serial < mutations; serial += 1) {
    const isConfig = serial % 5 === 0;
    const file = isConfig ? files.config : files.rules;
    const text = mutated(isConfig ? CONFIG : RULES, random);
    const lines = text.split("\n");
    const line = random(lines.length);
    const position = { line, character: random((lines[line] ?? "").length + 1) };
    // Of texts that follow each other at once only the last is checked; now and then one may be looked at.
    const isLookedAt = serial % CHECKED_EVERY === CHECKED_EVERY - 1;
    if (isLookedAt) {
      await editor.write(file, text);
      checked += 1;
    } else await editor.type(file, text);
    const context = { diagnostics: [] };
    const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    await Promise.all([
      editor.ask("textDocument/completion", file, { position }),
      editor.ask("textDocument/hover", file, { position }),
      editor.ask("textDocument/definition", file, { position }),
      editor.ask("textDocument/inlayHint", file, { range }),
      ...(isLookedAt ? [editor.ask("textDocument/codeAction", file, { range, context })] : []),
    ]);
  }
  await editor.type(files.config, CONFIG);
  const deep = await editor.write(files.rules, "[".repeat(50_000));
  const good = await editor.write(files.rules, RULES);

  expect(checked).toBe(Math.floor(mutations / CHECKED_EVERY));
  expect(deep.map(({ code }) => code)).toEqual(["too-deep"]);
  expect(good).toEqual([]);
  expect(logged).toEqual([]);
  expect(await editor.close()).toBe(0);
  expect(editor.errors()).toBe("");
});

type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ": ",
  "- ",
  '"',
  "'",
  "|",
  ">",
  "&a ",
  "*a",
  "!x ",
  "%",
  "\t",
  "\n",
  "#",
  ",",
  "{{",
];

/** A text with one to three mistakes: something taken out, put in, moved or cut off. */
function mutated(text: string, random: Random): string {
  let result = text;
  for (let count = 1 + random(3); count > 0; count -= 1) result = mistaken(result, random);
  return result;
}

function mistaken(text: string, random: Random): string {
  const at = random(text.length + 1);
  const lines = text.split("\n");
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random(20));
    case 1:
      return text.slice(0, at);
    case 2:
      return lines.toSpliced(random(lines.length), 1).join("\n");
    case 3:
      return lines.toSpliced(random(lines.length), 0, lines[random(lines.length)] ?? "").join("\n");
    default:
      return text.slice(0, at) + (PIECES[random(PIECES.length)] ?? "") + text.slice(at);
  }
}
