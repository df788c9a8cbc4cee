// Runs the tests with random cases on many more of them than `npm test`, from a seed that nobody has tried:
// npm run explore [-- FILE…] [--seed N] [--times N]. What fails is run again with the same seed.
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { conclude, runChecks, testsNamed } from "./checks.mjs";
import { ensureInstalled, ROOT } from "./ensure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, times: { type: "string", default: "20" } },
});
const seed = values.seed ?? String(randomInt(2 ** 31));

await ensureInstalled();
process.env.HEYRULES_SEED = seed;
process.env.HEYRULES_CASES = values.times;
const files = positionals.length === 0 ? filesWithRandomCases() : positionals;
conclude([await runChecks([testsNamed("random cases", files, { isLive: true })])]);
process.stdout.write(`To see the same again: npm run explore -- --seed ${seed} --times ${values.times}\n`);

function filesWithRandomCases() {
  return readdirSync(join(ROOT, "test"), { recursive: true })
    .map((file) => join("test", file))
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => /\brandom(?:Cases|Seeds)\(/.test(readFileSync(join(ROOT, file), "utf8")));
}
