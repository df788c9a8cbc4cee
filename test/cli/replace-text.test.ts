import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSeenText, replaceText } from "../../src/cli/replace-text.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

/** A folder with a rules folder and a file in it. */
function makeFile(text = "old\n", mode = 0o640) {
  const folder = makeTemporaryFolder();
  const rules = join(folder, "rules");
  mkdirSync(rules);
  const file = join(rules, "a.yaml");
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return { folder, rules, file };
}

describe("a file whose text is replaced", () => {
  test("keeps its mode, its mark, and leaves nothing beside it", async () => {
    const { rules, file } = makeFile("\u{FEFF}old\r\n");
    const { text, seen } = await readSeenText(file);

    await replaceText(file, { text: text.replace("old", "new"), seen, within: rules });

    expect(readFileSync(file, "utf8")).toBe("\u{FEFF}new\r\n");
    expect(statSync(file).mode & 0o7777).toBe(0o640);
    expect(readdirSync(rules)).toEqual(["a.yaml"]);
  });

  test.skipIf(process.getuid?.() !== 0)("keeps its owner", async () => {
    const { file } = makeFile();
    chownSync(file, 1_234, 2_345);

    await replaceText(file, { text: "new\n" });

    expect(statSync(file)).toMatchObject({ uid: 1_234, gid: 2_345 });
  });

  test("may be named by a link to it in the folder, which stays a link", async () => {
    const { rules, file } = makeFile();
    symlinkSync("a.yaml", join(rules, "b.yaml"));

    await replaceText(join(rules, "b.yaml"), { text: "new\n", within: rules });

    expect(readFileSync(file, "utf8")).toBe("new\n");
    expect(readlinkSync(join(rules, "b.yaml"))).toBe("a.yaml");
    expect(lstatSync(file).isFile()).toBe(true);
  });
});

describe("a file is left as it is", () => {
  test("when it leads out of the folder", async () => {
    const { folder, rules } = makeFile();
    const outside = join(folder, "outside.yaml");
    writeFileSync(outside, "old\n");
    symlinkSync(outside, join(rules, "b.yaml"));

    const change = replaceText(join(rules, "b.yaml"), { text: "new\n", within: rules });

    await expect(change).rejects.toMatchObject({
      code: "FILE_UNUSABLE",
      message: expect.stringContaining(`a link to ${outside}`) as string,
    });
    expect(readFileSync(outside, "utf8")).toBe("old\n");
  });

  test("when it has changed since it was looked at", async () => {
    const { file } = makeFile();
    const { seen } = await readSeenText(file);
    writeFileSync(file, "theirs\n");

    const change = replaceText(file, { text: "new\n", seen });

    await expect(change).rejects.toThrow("it has changed since it was looked at");
    expect(readFileSync(file, "utf8")).toBe("theirs\n");
    expect(readdirSync(join(file, ".."))).toEqual(["a.yaml"]);
  });

  test("when two want it at once: one of both gets it", async () => {
    const { file } = makeFile();
    const { seen } = await readSeenText(file);

    const results = await Promise.allSettled(
      [1, 2, 3].map((each) => replaceText(file, { text: `new ${each}\n`, seen })),
    );

    const won = results.findIndex(({ status }) => status === "fulfilled");
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toBe(`new ${won + 1}\n`);
    expect(readdirSync(join(file, ".."))).toEqual(["a.yaml"]);
  });

  test("when it may only be read, and the message says what to do", async () => {
    const { file } = makeFile("old\n", 0o444);

    await expect(replaceText(file, { text: "new\n" })).rejects.toThrow(`chmod u+w ${file}`);
    expect(readFileSync(file, "utf8")).toBe("old\n");
  });

  test("when it has another name beside its own", async () => {
    const { rules, file } = makeFile();
    linkSync(file, join(rules, "b.yaml"));

    await expect(replaceText(file, { text: "new\n" })).rejects.toThrow("hard links");
  });

  test("when another change is under way, or did not end", async () => {
    const { rules, file } = makeFile();
    writeFileSync(join(rules, ".partial-a.yaml"), "half");

    await expect(replaceText(file, { text: "new\n" })).rejects.toThrow("delete it when none is");
    expect(readFileSync(file, "utf8")).toBe("old\n");
  });

  test("when it is gone", async () => {
    const { rules } = makeFile();

    await expect(replaceText(join(rules, "c.yaml"), { text: "new\n" })).rejects.toThrow("it is not there any more");
  });
});

/** Replaces the text of a file in a process of its own, in which `before` has run. */
function replaceElsewhere(file: string, text: string, { before = "", wrapper = [] as readonly string[] } = {}) {
  const script = `
    const { replaceText } = await import(${JSON.stringify(new URL("../../src/cli/replace-text.ts", import.meta.url))});
    ${before}
    await replaceText(process.argv[1], { text: process.argv[2] }).then(() => console.log("written"), ({ code, message }) => console.log(code, message));`;
  const node = [
    process.execPath,
    "--import",
    "./test/fixtures/register-typescript.mjs",
    "--input-type=module",
    "-e",
    script,
    file,
    text,
  ];
  const [command = "", ...args] = [...wrapper, ...node];
  return spawnSync(command, args, { encoding: "utf8" }).stdout;
}

test.skipIf(process.platform === "win32")(
  "a user who may not write in the folder is told so, and nothing is changed",
  () => {
    const { folder, rules, file } = makeFile("old\n", 0o666);
    chmodSync(folder, 0o755);
    chmodSync(rules, 0o555);

    // Root may write anywhere, so the process becomes somebody else first.
    const out = replaceElsewhere(file, "new\n", { before: "if (process.getuid() === 0) process.setuid(65_534);" });
    chmodSync(rules, 0o755);

    expect(out).toContain("FILE_UNUSABLE");
    expect(out).toContain(`this user may not write it, or not in ${rules}`);
    expect(readFileSync(file, "utf8")).toBe("old\n");
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "a folder that cannot be synced, as it may not be read, keeps no file from being changed, nor says so",
  () => {
    const { folder, rules, file } = makeFile("old\n", 0o666);
    chmodSync(folder, 0o755);
    chownSync(rules, 65_534, 65_534);
    chownSync(file, 65_534, 65_534);
    chmodSync(rules, 0o333);

    const out = replaceElsewhere(file, "new\n", { before: "process.setgid(65_534); process.setuid(65_534);" });
    chmodSync(rules, 0o755);

    expect(out).toBe("written\n");
    expect([readFileSync(file, "utf8"), readdirSync(rules)]).toEqual(["new\n", ["a.yaml"]]);
  },
);

test.skipIf(process.getuid?.() !== 0)("a file that a user may write but not leave to its owner is not changed", () => {
  const { folder, rules, file } = makeFile("old\n", 0o666);
  chmodSync(folder, 0o755);
  chmodSync(rules, 0o777);

  const out = replaceElsewhere(file, "new\n", { before: "process.setuid(65_534);" });

  expect(out).toContain("it belongs to user 0");
  expect([readFileSync(file, "utf8"), readdirSync(rules)]).toEqual(["old\n", ["a.yaml"]]);
});

test.skipIf(process.platform !== "linux")(
  "a disk that takes only half of it leaves the file whole, and nothing beside it",
  () => {
    const { rules, file } = makeFile();

    const out = replaceElsewhere(file, "x".repeat(100_000), { wrapper: ["prlimit", "--fsize=5000"] });

    expect(out).toContain("FILE_UNUSABLE");
    expect([readFileSync(file, "utf8"), readdirSync(rules)]).toEqual(["old\n", ["a.yaml"]]);
  },
);
