import { chmodSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONFIG, makeProject, RULES, runCommand } from "../../helpers/project.ts";

const MISTAKES = `version: 1
rules:
  typo:
    on: message_recieved
    if: { txt: { words: [price] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Hi" }
`;

const UNDOCUMENTED = `version: 1
rules:
  campaign:
    on: message_recieved
    if: { event_data.campaign_code: SPRING }
    do:
      - tag: { add: [spring] }
`;

test("lint counts rules and tests and ends with 0 when all is well, without any secret", async () => {
  const project = makeProject();

  const result = await project.run("lint");

  const config = join(project.folder, "heyrules.yaml");
  expect(result).toEqual({ code: 0, out: `${config}, 2 rules, 1 test: 0 errors, 0 warnings`, err: "" });
});

test("lint shows a mistake with its place, the line, a caret and what was meant, and ends with 1", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES } });

  const { code, out, err } = await project.run("lint");

  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(/a\.yaml:5:11 error "txt" is not a field \[unknown-field\]/);
  expect(out).toContain("5 |     if: { txt: { words: [price] } }\n    |           ^");
  expect(out).toContain('hint: did you mean "text"?');
  expect(out.split("\n").at(-1)).toMatch(/heyrules\.yaml, 0 rules, 0 tests: 1 error, 0 warnings$/);
});

test("an event_data field that is not documented is a warning, with --strict an error", async () => {
  const project = makeProject({ rules: { "a.yaml": UNDOCUMENTED, "b.yaml": RULES } });

  const loose = await project.run("lint");
  const strict = await project.run("lint", "--strict");

  expect({ code: loose.code, last: loose.out.split("\n").at(-1) }).toEqual({
    code: 0,
    last: expect.stringContaining("3 rules, 1 test: 0 errors, 1 warning") as string,
  });
  expect({ code: strict.code, last: strict.out.split("\n").at(-1) }).toEqual({
    code: 1,
    last: expect.stringContaining("2 rules, 1 test: 1 error, 0 warnings") as string,
  });
});

test("lint --json prints one object with every finding and nothing else", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const { code, out, err } = await project.run("lint", "--json");

  expect(code).toBe(1);
  expect(err).toBe("");
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/lint/1",
    rules: ["answer-price", "push-opt-out"],
    diagnostics: [{ code: "unknown-field", severity: "error", line: 5, column: 11, hint: 'did you mean "text"?' }],
  });
});

test("lint --json has of a long line what is around the place", async () => {
  const keys = Array.from({ length: 500 }, (_, index) => `k${index}: x`).join(", ");
  const project = makeProject({ rules: { "a.yaml": `version: 1\nrules: { r: { ${keys} } }\n` } });

  const { out } = await project.run("lint", "--json");

  expect(out.length).toBeLessThan(500 * 1_000);
});

test("a secret that stands in the configuration is warned of and not shown", async () => {
  const project = makeProject({ config: CONFIG.replace("${CRM_TOKEN}", "canary-secret") });

  const { out } = await project.run("lint");

  expect(out).toContain("1 warning");
  expect(out).toContain("[secret-in-file]");
  expect(out).not.toContain("canary-secret");
});

test("a configuration that is not there is exit code 3 with its path", async () => {
  const { code, err } = await runCommand(["lint", "--config", "nowhere/heyrules.yaml"]);

  expect(code).toBe(3);
  expect(err).toContain("nowhere/heyrules.yaml does not exist");
});

test("a rules folder that is not there is exit code 3 with its path", async () => {
  const project = makeProject();

  const { code, err } = await project.run("lint", "--rules", "nowhere");

  expect(code).toBe(3);
  expect(err).toContain("nowhere does not exist");
});

test("lint FILE checks that file only, against the configuration of the project", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const good = await project.run("lint", join(project.folder, "rules", "b.yaml"));
  const both = await project.run(
    "lint",
    join(project.folder, "rules", "b.yaml"),
    join(project.folder, "rules", "a.yaml"),
  );

  expect(good).toEqual({ code: 0, out: "2 rules, 1 test: 0 errors, 0 warnings", err: "" });
  expect(both.code).toBe(1);
  expect(both.out).toContain("[unknown-field]");
});

test("lint of the configuration alone reads no rule; warnings about it are shown when it is asked about", async () => {
  const config = CONFIG.replace("${CRM_TOKEN}", "canary-secret");
  const project = makeProject({ config, rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const alone = await project.run("lint", join(project.folder, "heyrules.yaml"));
  const rules = await project.run("lint", join(project.folder, "rules", "b.yaml"));

  expect(alone.out).toContain("[secret-in-file]");
  expect(alone.out).toMatch(/\n\S+heyrules\.yaml: 0 errors, 1 warning$/);
  expect(rules.out).toBe("2 rules, 1 test: 0 errors, 0 warnings");
});

test("an error in the configuration is shown whatever file is checked", async () => {
  const project = makeProject({ config: CONFIG.replace("America/New_York", "Mars/Olympus") });

  const { code, out } = await project.run("lint", join(project.folder, "rules", "rules.yaml"));

  expect(code).toBe(1);
  expect(out).toContain("[unknown-timezone]");
});

const DEV = `version: 1
mocks:
  crm: { status: 503 }
`;

test("a file is checked as what it is: by its place, by its keys, by its name", async () => {
  const project = makeProject();
  const other = makeProject({ config: CONFIG.replace("support: 101", "desk: 7") });
  writeFileSync(join(other.folder, "dev.yaml"), DEV);
  writeFileSync(join(other.folder, "staging.yaml"), CONFIG);
  writeFileSync(join(other.folder, "answers.yaml"), DEV.replace("crm", "crn"));
  writeFileSync(join(project.folder, "rules", "dev.yaml"), "version: 1\n");
  const lint = async (file: string): Promise<{ readonly code: number; readonly last: string | undefined }> => {
    const { code, out } = await project.run("lint", file);
    return { code, last: out.split("\n").at(-1) };
  };

  const [config, staging] = [join(other.folder, "heyrules.yaml"), join(other.folder, "staging.yaml")];
  const [dev, answers] = [join(other.folder, "dev.yaml"), join(other.folder, "answers.yaml")];
  expect(await lint(config)).toEqual({ code: 0, last: `${config}: 0 errors, 0 warnings` });
  expect(await lint(staging)).toEqual({ code: 0, last: `${staging}: 0 errors, 0 warnings` });
  expect(await lint(dev)).toEqual({ code: 0, last: `${dev}: 0 errors, 0 warnings` });
  expect(await lint(answers)).toEqual({ code: 1, last: `${answers}: 1 error, 0 warnings` });
  expect(await lint(join(project.folder, "rules", "dev.yaml"))).toEqual({
    code: 1,
    last: "0 rules, 0 tests: 1 error, 0 warnings",
  });
});

test("a configuration needs none beside it to be checked", async () => {
  const project = makeProject();

  const { code } = await runCommand([
    "lint",
    "--config",
    "nowhere/heyrules.yaml",
    join(project.folder, "heyrules.yaml"),
  ]);

  expect(code).toBe(0);
});

test("lint checks dev.yaml beside the configuration too", async () => {
  const project = makeProject();
  const file = join(project.folder, "dev.yaml");
  writeFileSync(file, DEV);
  const good = await project.run("lint");
  writeFileSync(file, "version: 1\nmock: {}\n");

  const { code, out } = await project.run("lint");

  expect(good).toMatchObject({
    code: 0,
    out: `${join(project.folder, "heyrules.yaml")}, ${file}, 2 rules, 1 test: 0 errors, 0 warnings`,
  });
  expect(code).toBe(1);
  expect(out).toMatch(/dev\.yaml:2:1 error .*mock/);
});

test("lint FOLDER checks the rule files in it", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });
  mkdirSync(join(project.folder, "empty"));

  const folder = await project.run("lint", join(project.folder, "rules"));
  const empty = await project.run("lint", join(project.folder, "empty"));

  expect(folder).toMatchObject({ code: 1, out: expect.stringContaining("2 rules, 1 test: 1 error, 0") as string });
  expect(empty).toMatchObject({ code: 2, out: "", err: expect.stringContaining("empty holds no *.yaml") as string });
});

test("a file that is not there is a usage error", async () => {
  const { code, out, err } = await makeProject().run("lint", "nonexist.yaml");

  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("nonexist.yaml does not exist");
});

test("an error in the configuration is told once, however many files are checked against it", async () => {
  const project = makeProject({ config: CONFIG.replace("America/New_York", "Mars/Olympus") });
  writeFileSync(join(project.folder, "dev.yaml"), DEV);

  const { out } = await project.run("lint");

  expect(out).toContain(": 1 error, 0 warnings");
});

const MISSPELT = `version: 1
rules:
  a: # the first
    on: message_recieved
    limit: { once_per: 1d } # misspelt
    do:
      - note: { text: 'x' }
      - log: 40 Harbor St #5, o'clock
      - log: {{ event.type }}
`;

test("--fix --dry-run shows what it would write and leaves the file as it is; --fix writes it and keeps comments", async () => {
  const project = makeProject({ rules: { "a.yaml": MISSPELT } });
  const file = join(project.folder, "rules", "a.yaml");

  const trial = await project.run("lint", "--fix", "--dry-run");
  const before = readFileSync(file, "utf8");
  const fixed = await project.run("lint", "--fix");

  expect(before).toBe(MISSPELT);
  expect(trial.code).toBe(1);
  expect(trial.out).toContain("-    limit: { once_per: 1d } # misspelt\n+    limits: { once_per: 1d } # misspelt");
  expect(fixed).toMatchObject({
    code: 0,
    out: expect.stringContaining("2 lines fixed, 0 errors") as string,
  });
  expect(readFileSync(file, "utf8")).toBe(
    MISSPELT.replace("limit:", "limits:").replace("{{ event.type }}", '"{{ event.type }}"'),
  );
});

test("--fix writes no comment into a text: whether a text is cut by ` #` is for a person to say", async () => {
  const notes = `version: 1
rules:
  a:
    on: message_recieved
    do:
      - log: We open at nine #TODO Bob, is that so
      - log: "You are a customer" # greeting
      - log: You are customer #1 of today # greeting
`;
  const project = makeProject({ rules: { "a.yaml": notes } });

  const { out } = await project.run("lint", "--fix");

  expect(out).toContain("[cut-by-comment]");
  expect(out).toContain("0 lines fixed, 0 errors");
  expect(readFileSync(join(project.folder, "rules", "a.yaml"), "utf8")).toBe(notes);
});

test("--fix takes back what brings another error, alone, and keeps the mark before a text", async () => {
  const twice = `\u{FEFF}version: 1
rules:
  a:
    on: message_recieved
    limit: { once_per: 1d }
    do:
      - send_message:
          purpose: reply
          text: hello
          tex: world
`;
  const project = makeProject({ rules: { "a.yaml": twice } });
  const file = join(project.folder, "rules", "a.yaml");

  const { out } = await project.run("lint", "--fix");

  expect(out).toContain("1 line fixed, 1 error");
  expect(out).toContain('hint: did you mean "text"?');
  expect(readFileSync(file, "utf8")).toBe(twice.replace("limit:", "limits:"));
});

test("--fix --dry-run does not touch the files", async () => {
  const project = makeProject({ rules: { "a.yaml": MISSPELT } });
  const file = join(project.folder, "rules", "a.yaml");
  const old = new Date("2026-01-02T03:04:05Z");
  utimesSync(file, old, old);
  chmodSync(file, 0o444);

  const { out } = await project.run("lint", "--fix", "--dry-run");

  expect(out).toContain("2 lines could be fixed");
  expect(statSync(file).mtime).toEqual(old);
});

test("--fix leaves alone what it cannot better; --dry-run alone is wrong usage", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES.replace("priority: 5", "whatever: 5") } });

  const { code, out } = await project.run("lint", "--fix");
  const usage = await project.run("lint", "--dry-run");

  expect(code).toBe(1);
  expect(out).toContain("0 lines fixed, 1 error");
  expect(usage).toMatchObject({ code: 2, err: expect.stringContaining("[USAGE]") as string });
});

test("--format sarif and github tell each finding with its place and what to do", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES.replace("priority: 5", "prioritie: 5") } });

  const sarif = await project.run("lint", "--format", "sarif");
  const github = await project.run("lint", "--format", "github");

  expect(sarif.code).toBe(1);
  expect(JSON.parse(sarif.out)).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "heyrules", rules: [{ id: "unknown-key" }] } },
        results: [
          {
            ruleId: "unknown-key",
            ruleIndex: 0,
            level: "error",
            message: { text: expect.stringMatching(/; did you mean "priority"\?$/) as string },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: expect.stringMatching(/^file:\/\/.*\/rules\/a\.yaml$/) as string },
                  region: { startLine: 19, startColumn: 5 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
  expect(github.out).toMatch(/^::error file=.*rules\/a\.yaml,line=19,col=5,title=unknown-key::unknown key "prioritie"/);
});

const ANSWER = `version: 1
blueprints:
  answer:
    inputs: { word: { type: text } }
    rule:
      on: message_recieved
      if: { text: { contains: "\${word}" } }
      do: [{ log: hi }]
`;
const ANSWERS = `version: 1
rules:
  prices: { use: answer, with: { word: price } }
  hours: { use: answer, with: { word: hours } }
`;

test("lint tells a mistake in a blueprint once, at its place, with the rules it holds for", async () => {
  const project = makeProject({ rules: { "a.yaml": ANSWER.replace("{ text:", "{ txt:"), "b.yaml": ANSWERS } });

  const { code, out } = await project.run("lint");

  expect(code).toBe(1);
  expect(out.match(/unknown-field/g)).toHaveLength(1);
  expect(out).toMatch(
    /a\.yaml:7:13 error "txt" is not a field \[unknown-field\]\n.*\n.*\n {2}in the rules prices, hours\n/,
  );
});

test("lint of one file knows the blueprints of the others", async () => {
  const project = makeProject({ rules: { "a.yaml": ANSWER, "b.yaml": ANSWERS } });

  const { code, out } = await project.run("lint", join(project.folder, "rules", "b.yaml"));

  expect({ code, out }).toEqual({ code: 0, out: "2 rules, 0 tests: 0 errors, 0 warnings" });
});
