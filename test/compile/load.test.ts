import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseDocument } from "../../src/compile/yaml/document.ts";
import { loadRuleSources, loadText } from "../../src/compile/load.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heyrules-load-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("the YAML files of a folder come by name; other files are left alone", async () => {
  for (const name of ["b.yml", "a.yaml", "notes.md", ".a.yaml.swp", ".hidden.yaml", "a.yaml~"]) {
    await writeFile(join(folder, name), `# ${name}`);
  }

  const sources = await loadRuleSources(folder);

  expect(sources).toEqual([
    { file: join(folder, "a.yaml"), text: "# a.yaml" },
    { file: join(folder, "b.yml"), text: "# b.yml" },
  ]);
});

test("the files of folders below come too, by their path; hidden folders and other projects are left out", async () => {
  const files = ["a.yaml", "crm/b.yaml", "crm/deep/c.yml", "z.yaml", ".git/d.yaml", "other/rules/e.yaml"];
  for (const file of [...files, "other/heyrules.yaml"]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
  }

  const sources = await loadRuleSources(folder);

  expect(sources.map(({ text }) => text)).toEqual(["a.yaml", "crm/b.yaml", "crm/deep/c.yml", "z.yaml"]);
});

test("a folder with a configuration of its own is read when it is the rules folder itself", async () => {
  await writeFile(join(folder, "heyrules.yaml"), "version: 1");

  expect(await loadRuleSources(folder)).toHaveLength(1);
});

test("a byte order mark is not part of the text", async () => {
  const file = join(folder, "a.yaml");
  await writeFile(file, "\uFEFFversion: 1");

  expect(await loadText(file)).toBe("version: 1");
});

test("a missing rules folder is named", async () => {
  const missing = join(folder, "rules");

  await expect(loadRuleSources(missing)).rejects.toMatchObject({
    name: "EngineError",
    code: "RULES_INVALID",
    message: `The rules folder ${missing} does not exist; create it or give another path.`,
  });
});

test("a file in place of the rules folder is named", async () => {
  const file = join(folder, "rules");
  await writeFile(file, "");

  await expect(loadRuleSources(file)).rejects.toMatchObject({
    code: "RULES_INVALID",
    message: expect.stringMatching(/is not a folder/) as string,
  });
});

test("a missing configuration is named", async () => {
  await expect(loadText(join(folder, "heyrules.yaml"))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(/heyrules.yaml does not exist/) as string,
  });
});

test("a folder in place of the configuration is named", async () => {
  await expect(loadText(folder)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(/is a folder, not a file/) as string,
  });
});

test("a file beyond 1 MB is refused", async () => {
  await writeFile(join(folder, "big.yaml"), "#".repeat(1_048_577));

  await expect(loadRuleSources(folder)).rejects.toMatchObject({
    code: "RULES_INVALID",
    message: expect.stringMatching(/big.yaml is larger than 1 MB/) as string,
  });
});

test("a file that is not UTF-8 is a finding at its place, so that all other files are read", async () => {
  await writeFile(join(folder, "a.yaml"), Buffer.from("version: 1\n# caf\u00e9\n", "latin1"));
  await writeFile(join(folder, "b.yaml"), Buffer.from("\uFEFFversion: 1\n", "utf16le"));

  const found = (await loadRuleSources(folder)).flatMap((source) => parseDocument(source).diagnostics);

  expect(found).toMatchObject([
    { code: "not-utf-8", line: 2, column: 6 },
    { code: "not-utf-8", line: 1, column: 1, message: expect.stringContaining("UTF-16") as string },
  ]);
});
