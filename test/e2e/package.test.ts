import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { RunningProgram } from "../helpers/program.ts";
import { startProgram, waitForNote } from "../helpers/program.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "heyrules-package-"));
let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  // What prepack would do, the script of the tests has done; here it could pull the program from under other tests.
  const [report] = JSON.parse(npm(["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ROOT)) as [
    typeof packed,
  ];
  packed = report;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("the tarball holds what runs, what is read and what is deployed with, and neither source nor tests", () => {
  const paths = packed.files.map(({ path }) => path);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };

  expect(
    paths
      .map((path) => path.split("/")[0])
      .filter((part, index, all) => all.indexOf(part) === index)
      .toSorted(),
  ).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "assets",
    "deploy",
    "dist",
    "docs",
    "package.json",
    "rules",
    "schemas",
    "templates",
  ]);
  for (const name of ["rule", "config", "event"]) expect(paths).toContain(`schemas/${name}.schema.json`);
  expect(paths).toContain("templates/project/heyrules.yaml");
  expect(paths).toContain("deploy/heyrules.service");
  expect(paths.filter((path) => path.includes("Dockerfile"))).toEqual([]);
  expect(paths).toContain("rules/crm/hubspot/rules/opt-out.yaml");
  expect(paths).toContain("rules/cookbook/rules/rating.yaml");
  expect(paths.filter((path) => /^rules[/](?!(?:cookbook|crm)[/])/.test(path))).toEqual([]);
  const files = paths.filter((path) => path.startsWith("dist/"));
  const maps = files.filter((path) => path.endsWith(".js.map"));
  expect(files.filter((path) => !path.endsWith(".js"))).toEqual(maps);
  expect(maps.flatMap(sourcesOf).toSorted()).toEqual(sourcesWithCode().toSorted());
  expect(paths.filter((path) => path.endsWith(".ts") || path.includes(".built"))).toEqual([]);
  expect(scripts["prepack"]).toBe(scripts["build"]);
});

test("installed into an empty folder it runs: help, demo, init, lint and dev with its dashboard, to the first own rule", async () => {
  const home = join(folder, "home");
  provideDependencies(home);
  writeFileSync(join(home, "package.json"), '{ "private": true }');
  npm(["install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename)], home);
  const main = join(home, "node_modules", "heyrules", "dist", "main.js");
  const run = (args: readonly string[], where: string): RunningProgram =>
    startProgram(args, {
      folder: where,
      main,
      environment: { NO_COLOR: "1", HEYRULES_PORT: "0", HEYRULES_ADMIN_PORT: "0" },
    });

  const help = npm(["exec", "--offline", "--no", "--", "heyrules", "--help"], home);
  const before = readdirSync(home);
  const demo = run(["demo"], home);
  const init = run(["init", "project"], home);
  const ended = { demo: await demo.ended, init: await init.ended };
  const written = readdirSync(home).filter((name) => !before.includes(name));
  const project = join(home, "project");
  const lint = run(["lint", "--strict"], project);
  const dev = run(["dev"], project);
  onTestFinished(() => {
    dev.kill("SIGKILL");
  });
  await waitForNote(dev, "when a file changes");
  const send = run(["send", "message_recieved", "--text", "hello"], project);
  const [, link = ""] = /dashboard +(http:\S+)/.exec(dev.err()) ?? [];
  const login = await fetch(link, { redirect: "manual" });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const sent = { code: await send.ended, said: send.err() };
  const page = await fetch(new URL("/events", link), { headers: { cookie, accept: "text/html" } });
  // The first rule of one's own: a name of one that is there, which answers from then on.
  const file = join(project, "rules", "keyword-tags.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("  topic-tags:", "  my-own-rule:"));
  await waitForNote(dev, "in force, reloaded in");
  const own = run(["send", "message_recieved", "--text", "what is the price?"], project);

  expect(help).toContain("Usage: heyrules");
  expect({ ...ended, said: demo.err() + init.err() }).toEqual({ demo: 0, init: 0, said: "" });
  expect(demo.out()).toMatch(/(\d+) of \1 checks hold/);
  expect(await lint.ended).toBe(0);
  expect(sent).toEqual({ code: 0, said: "" });
  expect(written).toEqual(["project"]);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("hello");
  expect(await own.ended).toBe(0);
  expect(own.out()).toMatch(/✓ my-own-rule fired/);
  dev.kill("SIGTERM");
  expect(await dev.ended).toBe(0);
});

/** The sources in a bundled file, as its map names them. */
function sourcesOf(map: string): readonly string[] {
  const { sources } = JSON.parse(readFileSync(join(ROOT, map), "utf8")) as { readonly sources: string[] };
  return sources.map((source) => posix.join(posix.dirname(map), source));
}

/** Each source that is more than types. */
function sourcesWithCode(): readonly string[] {
  return readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => /[.](tsx?|js)$/.test(path))
    .map((path) => `src/${path.replaceAll(sep, "/")}`)
    .filter((path) => {
      const { code } = transformSync(path, readFileSync(join(ROOT, path), "utf8"), {
        typescript: { onlyRemoveTypeImports: true },
      });
      return code.replace("export {};", "").trim() !== "";
    });
}

/**
 * Puts what the package depends on, as the lock file names it and nothing for development, where npm takes it for
 * installed: then it needs neither network nor cache, and prunes
 * what package.json does not ask for.
 */
function provideDependencies(home: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
  };
  const needed = Object.entries(packages).filter(([path, { dev, optional }]) => path !== "" && !dev && !optional);
  for (const [path] of needed) {
    for (const file of filesOf(join(ROOT, path))) {
      const to = join(home, relative(ROOT, file));
      mkdirSync(dirname(to), { recursive: true });
      link(file, to);
    }
  }
}

/** Files of a package, without those of packages below it. */
function filesOf(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesOf(inside);
    return entry.isFile() ? [inside] : [];
  });
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // on another disk
  }
}

/** Runs npm, without what an npm that runs these tests has left in the environment, and gives its standard output. */
function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
  );
  const line = ["npm", ...args].map((part) => (/[^\w./:-]/.test(part) ? `"${part}"` : part)).join(" ");
  // By a shell, since npm is a script on Windows.
  const { status, stdout, stderr } = spawnSync(line, { cwd, env, shell: true, encoding: "utf8" });
  if (status !== 0) throw new Error(`${line}: ${stderr}`);
  return stdout;
}
