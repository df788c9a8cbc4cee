// Performs the steps of deploy/Dockerfile in temporary folders, without Docker: `node scripts/image.mjs`. Then starts the program as
// the image would, has the health check asked, and ends it by the stop signal. Each stage has a folder as its root; it is no other
// system: the node and npm of this machine run, as its user, and a RUN sees the whole disk. Plain Node, no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { readDockerfile, readIgnored } from "./dockerfile.mjs";
import { ROOT } from "./ensure.mjs";

const PORT = 18_080;
const RULES = `version: 1
rules:
  log-texts:
    on: message_recieved
    do: [{ log: "a text came" }]
`;
const folder = mkdtempSync(join(tmpdir(), "heyrules-image-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const isIgnored = readIgnored(readFileSync(join(ROOT, "deploy/Dockerfile.dockerignore"), "utf8"));
const stages = new Map();
let image;

for (const { keyword, words, flags, text } of readDockerfile(readFileSync(join(ROOT, "deploy/Dockerfile"), "utf8"))) {
  if (keyword === "FROM") {
    image = { root: join(folder, String(stages.size)), workdir: "/", environment: {} };
    mkdirSync(image.root, { recursive: true });
    stages.set(words[2] ?? "final", image);
  } else if (keyword === "WORKDIR") {
    image.workdir = words[0];
    mkdirSync(join(image.root, image.workdir), { recursive: true });
  } else if (keyword === "COPY") copy(words, flags);
  else if (keyword === "RUN") perform(text);
  else if (keyword === "ENV") Object.assign(image.environment, Object.fromEntries([text.split("=", 2)]));
  else image[keyword] = text;
}
await start();

/** Copies into the stage; from the checkout only what `.dockerignore` lets in. */
function copy(words, flags) {
  const from = flags.from === undefined ? ROOT : stages.get(flags.from).root;
  const target = words.at(-1);
  const into = join(image.root, target.startsWith("/") ? target : join(image.workdir, target));
  for (const source of words.slice(0, -1)) {
    const path = join(from, source);
    const to = target.endsWith("/") ? join(into, basename(source)) : into;
    const filter = (each) => flags.from !== undefined || !isIgnored(relative(ROOT, each));
    if (!filter(path)) throw new Error(`COPY ${source}: .dockerignore keeps it out`);
    cpSync(path, to, { recursive: true, filter, verbatimSymlinks: true });
  }
}

function perform(command) {
  console.log(`RUN ${command}`);
  const options = { cwd: join(image.root, image.workdir), stdio: "inherit", shell: true };
  const { status } = spawnSync(command, options);
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}`);
}

async function start() {
  const { root, workdir, environment } = image;
  const project = join(root, workdir);
  // What a volume and mounts would bring; `/data` is the one of the image.
  rmSync(join(project, "data"), { force: true });
  symlinkSync(join(root, "data"), join(project, "data"));
  writeFileSync(join(project, "heyrules.yaml"), "version: 1\ntimezone: America/New_York\n");
  mkdirSync(join(project, "rules"));
  writeFileSync(join(project, "rules/log.yaml"), RULES);
  const inRoot = (word) =>
    word.replace(/^(sqlite:)?(\/(app|data)\/)/, (_, scheme = "", path) => `${scheme}${root}${path}`);
  const env = {
    PATH: process.env.PATH,
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, inRoot(value)])),
    ...{ HEYRULES_PORT: String(PORT), HEYMARKET_WEBHOOK_TOKEN: "token", HEYMARKET_API_KEY: "key" },
  };
  const [command, ...args] = [...JSON.parse(image.ENTRYPOINT), ...JSON.parse(image.CMD)].map(inRoot);
  console.log(`${command} ${args.join(" ")}`);
  const engine = spawn(command, args, { cwd: project, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => engine.once("exit", (code, signal) => resolve(signal ?? code)));
  await new Promise((resolve, reject) => {
    engine.stdout.on("data", (chunk) => String(chunk).includes('"started"') && resolve());
    engine.once("exit", () => reject(new Error("the engine did not start")));
  });
  const [probe, ...probeArgs] = JSON.parse(image.HEALTHCHECK.replace(/^.*? CMD /, "")).map((word) =>
    word.replace(":8080", `:${PORT}`),
  );
  const health = spawnSync(probe, probeArgs, { env }).status;
  engine.kill(image.STOPSIGNAL);
  const end = await ended;
  console.log(
    `health check ${health}, ended ${end} at ${image.STOPSIGNAL}; written: ${readdirSync(join(root, "data")).join(", ")}`,
  );
  if (health !== 0 || end !== 0) process.exitCode = 1;
}
