// Writes src/core/texting/opt-words/weights.ts from the tables of test/tables: `node scripts/opt-weights.mjs`. With `--try`
// writes nothing and tells how each table would have been read by weights that were learnt from the others alone.
import { readFileSync, writeFileSync } from "node:fs";
import { formatted } from "../scripts/formatted.mjs";
import { codedClauses, toldBy } from "../src/core/texting/opt-out/clauses.ts";
import { BUCKETS, letterBuckets } from "../src/core/texting/opt-out/letters.ts";
import { wordsOf } from "../src/core/texting/opt-words/slips.ts";
import { cluesIn, nameOfClue } from "../src/core/texting/opt-out/evidence.ts";

/** All but the last two, `seventeenth` and `eighteenth`, by which the tests tell how texts fare that nothing was learnt from. */
const TABLES = [
  "opt-out-texts",
  "opt-out/first",
  "opt-out/second",
  "opt-out/third",
  "opt-out/fourth",
  "opt-out/fifth",
  "opt-out/sixth",
  "opt-out/seventh",
  "opt-out/eighth",
  "opt-out/ninth",
  "opt-out/tenth",
  "opt-out/eleventh",
  "opt-out/twelfth",
  "opt-out/thirteenth",
  "opt-out/fourteenth",
  "opt-out/fifteenth",
  "opt-out/sixteenth",
];
const TARGET = "src/core/texting/opt-words/weights.ts";
const LETTERS_TARGET = "src/core/texting/opt-words/letter-weights.ts";
/** What begins the name of a clue that is a bucket of letters. */
const BUCKET = "#";
const CLUES_KEPT = 4_000;
const SEEN_AT_LEAST = 2;
const ROUNDS = 20;
const STEP = 0.1;

interface Example {
  readonly clues: readonly string[];
  readonly isOptOut: boolean;
}

interface Weights {
  readonly bias: number;
  readonly ofClue: ReadonlyMap<string, number>;
}

const tables = TABLES.map((name) => ({ name, examples: examplesOf(name) }));
if (process.argv.includes("--try")) for (const table of tables) tryWithout(table.name);
else {
  const learnt = learn(tables.flatMap(({ examples }) => examples));
  writeFileSync(TARGET, await source(learnt));
  writeFileSync(LETTERS_TARGET, await sourceOfLetters(learnt));
}

function examplesOf(name: string): readonly Example[] {
  const { optOut, harmless } = JSON.parse(readFileSync(`test/tables/${name}.json`, "utf8")) as {
    readonly optOut: readonly string[];
    readonly harmless: readonly string[];
  };
  return [
    ...optOut.map((text) => ({ clues: cluesOf(text), isOptOut: true })),
    ...harmless.map((text) => ({ clues: cluesOf(text), isOptOut: false })),
  ];
}

function cluesOf(text: string): readonly string[] {
  const told = toldBy(text.normalize("NFKC"));
  const clues = cluesIn(codedClauses(told), told.includes("?"));
  if (clues === null) return [];
  const buckets = letterBuckets(wordsOf(told.toLowerCase()));
  return [...clues, ...buckets.map((bucket) => BUCKET + String(bucket))];
}

/** Weights of the clues that tell most and of all letters, by logistic regression: first over all clues, then over those alone. */
function learn(examples: readonly Example[]): Weights {
  const counts = new Map<string, number>();
  for (const clue of examples.flatMap(({ clues }) => clues)) counts.set(clue, (counts.get(clue) ?? 0) + 1);
  const letters = [...counts.keys()].filter((clue) => clue.startsWith(BUCKET));
  const seen = [...counts]
    .filter(([clue, count]) => count >= SEEN_AT_LEAST && !clue.startsWith(BUCKET))
    .map(([clue]) => clue);
  const { ofClue } = regress(examples, [...seen, ...letters], 0.02);
  const worth = (clue: string): number => Math.abs(ofClue.get(clue) ?? 0) * Math.sqrt(counts.get(clue) ?? 0);
  const kept = seen.sort((a, b) => worth(b) - worth(a)).slice(0, CLUES_KEPT);
  return regress(examples, [...kept, ...letters], 0.01);
}

/** Adagrad over the examples in an order that is the same each time. */
function regress(examples: readonly Example[], clues: readonly string[], decay: number): Weights {
  const places = new Map(clues.map((clue, place) => [clue, place]));
  const weights = new Float64Array(clues.length + 1);
  const moved = new Float64Array(clues.length + 1).fill(1e-6);
  const rows = examples.map((example) => [...example.clues.flatMap((clue) => places.get(clue) ?? []), clues.length]);
  const step = (place: number, gradient: number): void => {
    moved[place] = (moved[place] ?? 0) + gradient * gradient;
    weights[place] = (weights[place] ?? 0) - (STEP * gradient) / Math.sqrt(moved[place] ?? 1);
  };
  const random = sameEachTime();
  for (let round = 0; round < ROUNDS; round++)
    for (const at of shuffled(examples.length, random)) {
      const row = rows[at] ?? [];
      const sum = row.reduce((total, place) => total + (weights[place] ?? 0), 0);
      const error = 1 / (1 + Math.exp(-sum)) - Number(examples[at]?.isOptOut);
      for (const place of row) step(place, error + (place === clues.length ? 0 : decay * (weights[place] ?? 0)));
    }
  return {
    bias: weights[clues.length] ?? 0,
    ofClue: new Map(clues.map((clue, place) => [clue, weights[place] ?? 0])),
  };
}

function sameEachTime(): () => number {
  let state = 1;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

function shuffled(length: number, random: () => number): readonly number[] {
  const order = Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

function tryWithout(name: string): void {
  const { bias, ofClue } = learn(tables.flatMap((table) => (table.name === name ? [] : table.examples)));
  const mine = tables.find((table) => table.name === name)?.examples ?? [];
  const isHeld = ({ clues }: Example): boolean =>
    clues.reduce((sum, clue) => sum + (ofClue.get(clue) ?? 0), bias) > 1.5;
  const share = (examples: readonly Example[]): string =>
    `${((100 * examples.filter(isHeld).length) / examples.length).toFixed(1)} %`;
  const optOuts = mine.filter(({ isOptOut }) => isOptOut);
  const harmless = mine.filter(({ isOptOut }) => !isOptOut);
  process.stdout.write(`${name}: ${share(optOuts)} noticed, ${share(harmless)} held for nothing, by evidence alone\n`);
}

async function source({ bias, ofClue }: Weights): Promise<string> {
  const single: string[] = [];
  const followed = new Map<string, string[]>();
  for (const [clue, weight] of [...ofClue].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (clue.startsWith(BUCKET)) continue;
    const [first = "", ...others] = nameOfClue(clue);
    const told = ` ${String(Math.round(100 * weight))}`;
    if (others.length === 0) single.push(first + told);
    else followed.set(first, [...(followed.get(first) ?? []), others.join(":") + told]);
  }
  const text = `// Learnt from the tables of test/tables by \`node scripts/opt-weights.mjs\`: change a table or a word, then run it.

/** What speaks for a wish for no more texts before anything is said, in hundredths of log odds. */
export const BIAS = ${String(Math.round(100 * bias))};

/** What each meaning adds (\`MEANINGS\`). */
export const SINGLE =
  "${single.join(" ")}";

/** What a meaning adds that is followed by another within three words, or by the two that are named with a colon. */
export const FOLLOWED: Readonly<Record<string, string>> = {
${[...followed].map(([first, told]) => `  ${first}: "${told.join(" ")}",`).join("\n")}
};
`;
  return formatted(TARGET, text);
}

function sourceOfLetters({ ofClue }: Weights): Promise<string> {
  const bytes = new Int8Array(BUCKETS);
  for (const [clue, weight] of ofClue)
    if (clue.startsWith(BUCKET)) bytes[Number(clue.slice(1))] = Math.max(-127, Math.min(127, Math.round(100 * weight)));
  const text = `// Learnt from the tables of test/tables by \`node scripts/opt-weights.mjs\`: change a table or a word, then run it.

/** What each bucket of runs of letters adds (\`letters.ts\`), a signed byte each, in base64. */
export const LETTER_WEIGHTS =
  "${Buffer.from(bytes.buffer).toString("base64")}";
`;
  return formatted(LETTERS_TARGET, text);
}
