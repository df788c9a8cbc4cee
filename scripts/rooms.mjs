// Prints the rooms of src/core with the arrows among them; fails when a room is too full, or when one looks up.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import { ROOT } from "./ensure.mjs";

const MAXIMUM_FILES = 12;
const MAXIMUM_ARROWS = 25;
/** From the ground up; rooms on one floor do not see each other. */
const FLOORS = [
  ["base"],
  ["model"],
  ["time"],
  ["language", "texting", "alarm"],
  ["event", "actions"],
  ["match", "run"],
  ["operate"],
];

const { output } = await cruise(["src/core"], {
  baseDir: ROOT,
  tsPreCompilationDeps: true,
  tsConfig: { fileName: "tsconfig.json" },
});
const roomOf = (path) => /^src\/core\/([^/]+)\//.exec(path)?.[1];
const floorOf = (room) => FLOORS.findIndex((rooms) => rooms.includes(room));
const arrows = new Set();
for (const { source, dependencies } of output.modules) {
  for (const { resolved } of dependencies) {
    const [from, to] = [roomOf(source), roomOf(resolved)];
    if (from !== undefined && to !== undefined && from !== to) arrows.add(`${from} -> ${to}`);
  }
}
const up = [...arrows].filter((arrow) => {
  const [from, to] = arrow.split(" -> ").map(floorOf);
  return from === -1 || to === -1 || to >= from;
});
const problems = [];
for (const room of readdirSync(join(ROOT, "src/core")).sort((a, b) => floorOf(a) - floorOf(b))) {
  const entries = readdirSync(join(ROOT, "src/core", room), { withFileTypes: true });
  const corners = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${room}/${name}`);
  const seen = [...arrows].filter((arrow) => arrow.startsWith(`${room} `)).map((arrow) => arrow.split(" -> ")[1]);
  report(room, entries.length - corners.length, `, sees ${seen.join(", ") || "nothing"}`);
  for (const corner of corners) report(corner, readdirSync(join(ROOT, "src/core", corner)).length, "");
}
console.log(`${arrows.size} arrows among the rooms of core, ${up.length} of them up`);
if (arrows.size > MAXIMUM_ARROWS) problems.push(`${arrows.size} arrows, at most ${MAXIMUM_ARROWS} are allowed`);
problems.push(...up.map((arrow) => `${arrow} looks up or sideways`));
for (const problem of problems) console.log(`✗ ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function report(folder, files, rest) {
  console.log(`core/${folder.padEnd(17)} ${String(files).padStart(2)} files${rest}`);
  if (files > MAXIMUM_FILES) problems.push(`core/${folder} holds ${files} files, at most ${MAXIMUM_FILES} are allowed`);
}
