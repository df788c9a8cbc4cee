import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject } from "../../helpers/project.ts";

const FILE = `version: 1
rules:
  quiet:
    enabled: shadow   # since Monday
    on: chat_closed
    do: [{ log: hi }]   # nothing else
`;

function makeQuiet(text = FILE) {
  const project = makeProject({ rules: { "quiet.yaml": text } });
  return { ...project, read: () => readFileSync(join(project.folder, "rules/quiet.yaml"), "utf8") };
}

test("rules promote shows the line and does nothing without --yes", async () => {
  const project = makeQuiet();

  const { code, out, err } = await project.run("rules", "promote", "quiet");

  expect(code).toBe(2);
  expect(out).toContain("quiet: shadow → canary 10%");
  expect(out).toContain("- enabled: shadow # since Monday");
  expect(out).toContain("+ enabled: { canary: 10% } # since Monday");
  expect(err).toContain("--yes does it");
  expect(project.read()).toBe(FILE);
});

test("rules promote goes from shadow to a canary, to a larger one, to on, and then no further", async () => {
  const project = makeQuiet();
  const promote = async (...more: readonly string[]) =>
    (await project.run("rules", "promote", "quiet", "--yes", ...more)).code;

  const codes = [await promote(), await promote("--canary", "50%")];
  const canary = project.read();
  codes.push(await promote(), await promote());

  expect(codes).toEqual([0, 0, 0, 1]);
  expect(canary).toBe(FILE.replace("shadow", "{ canary: 50% }"));
  expect(project.read()).toBe(FILE.replace("shadow", "true"));
});

test("rules promote asks where somebody can be asked", async () => {
  const project = makeQuiet();

  const no = await project.runAsked("n", "rules", "promote", "quiet");
  const kept = project.read();
  const yes = await project.runAsked("y", "rules", "promote", "quiet");

  expect([no.code, kept]).toEqual([1, FILE]);
  expect(yes.code).toBe(0);
  expect(yes.err).toContain("until it is reloaded");
  expect(project.read()).toBe(FILE.replace("shadow", "{ canary: 10% }"));
});

test("rules promote --json tells what was written", async () => {
  const { out } = await makeQuiet().run("rules", "promote", "quiet", "--yes", "--json");

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/promotion/1",
    id: "quiet",
    line: 4,
    from: "shadow",
    to: "canary 10%",
    written: true,
    refused: null,
  });
});

test("rules promote leaves files with errors alone, and knows no rule that is not there", async () => {
  const broken = makeQuiet(FILE.replace("chat_closed", "chat_closd"));

  expect((await broken.run("rules", "promote", "quiet", "--yes")).code).toBe(3);
  expect(broken.read()).toContain("enabled: shadow");
  expect((await makeQuiet().run("rules", "promote", "quite", "--yes")).err).toContain('did you mean "quiet"');
});

test("rules disable and rules enable write the value, or the key where there is none", async () => {
  const text = FILE.replace("    enabled: shadow   # since Monday\n", "");
  const project = makeQuiet(text);

  const disabled = await project.run("rules", "disable", "quiet", "--yes");
  const off = project.read();
  const again = await project.run("rules", "disable", "quiet", "--yes", "--json");
  const shadowed = await project.run("rules", "enable", "quiet", "--shadow", "--yes");
  const inShadow = project.read();
  const enabled = await project.run("rules", "enable", "quiet", "--yes");

  expect([disabled.code, again.code, shadowed.code, enabled.code]).toEqual([0, 1, 0, 0]);
  expect(off).toBe(text.replace("  quiet:\n", "  quiet:\n    enabled: false\n"));
  expect(JSON.parse(again.out)).toMatchObject({
    from: "off",
    to: null,
    written: false,
    refused: "quiet is off already",
  });
  expect(inShadow).toBe(off.replace("false", "shadow"));
  expect(project.read()).toBe(off.replace("false", "true"));
});

test("what cannot be changed alone is left, with its line and what to write", async () => {
  const text = FILE.replace("enabled: shadow   # since Monday", "enabled: # few\n      canary: 10%");
  const project = makeQuiet(text);

  const { code, err } = await project.run("rules", "disable", "quiet", "--yes");

  expect(code).toBe(3);
  expect(err).toMatch(/quiet\.yaml:4 cannot be changed safely: a comment stands inside of its value/);
  expect(err).toContain("write `enabled: false` there yourself");
  expect(project.read()).toBe(text);
});

test("a reason for files of this machine is refused: there is no audit to keep it", async () => {
  const project = makeQuiet();

  const { code, err } = await project.run("rules", "disable", "quiet", "--yes", "--reason", "x");

  expect(code).toBe(2);
  expect(err).toContain("of the engine that --url names");
  expect(project.read()).toBe(FILE);
});
