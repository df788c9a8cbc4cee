import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { CodeAction, CodeLens, InlayHint, Location } from "vscode-languageserver-protocol/node";
import { cursorIn, CURSOR, startLanguageServer } from "../../helpers/language-client.ts";
import type { LanguageClient } from "../../helpers/language-client.ts";
import { CONFIG, RULES } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const CALENDARS = 'calendars: { office: { weekly: { mon-fri: ["09:00-17:00"] } } }\n';
const HEAD = "version: 1\nrules:\n  r:\n";
const EVENT = "    on: message_recieved\n";

test("an editor is told what lint finds, and offered what fits", async () => {
  const folder = makeTemporaryFolder();
  const config = join(folder, "heyrules.yaml");
  const file = join(folder, "rules", "rules.yaml");
  mkdirSync(join(folder, "rules"));
  writeFileSync(config, CONFIG + CALENDARS);
  writeFileSync(file, RULES);
  const editor = await startLanguageServer({ command: [resolve("dist-whole/main.js"), "lsp", "--stdio"], folder });
  const labels = async (text: string): Promise<readonly string[]> =>
    (await editor.complete(file, text)).map(({ label }) => label);

  await findsWhatLintFinds(editor, { file, config });
  await offersWhatFits(labels);
  await saysWhatWordsMean(editor, file);
  await goesToNames(editor, { file, config });
  await fixesWhatIsSafe(editor, file);
  await marksTests(editor, file);

  expect(await editor.close()).toBe(0);
  expect(editor.errors()).toBe("");
});

interface Files {
  readonly file: string;
  readonly config: string;
}

async function findsWhatLintFinds(editor: LanguageClient, { file, config }: Files): Promise<void> {
  expect(await editor.write(file, RULES)).toEqual([]);

  const [finding] = await editor.write(file, RULES.replace("limits", "limitz"));
  expect(finding).toMatchObject({
    code: "unknown-key",
    severity: 1,
    source: "heyrules",
    message: 'unknown key "limitz" in "rules.answer-price"; did you mean "limits"?',
    range: { start: { line: 8, character: 4 }, end: { line: 8, character: 10 } },
  });
  expect(finding?.codeDescription?.href).toMatch(/docs\/errors\.md#findings-of-lint$/);

  // The rules are checked against the configuration as it stands in the editor.
  await editor.write(file, RULES);
  await editor.type(config, (CONFIG + CALENDARS).replace("support: 101, ", ""));
  const found = await editor.until(file, (all) => all.length > 0);
  expect(found.map(({ code }) => code)).toEqual(["unknown-inbox", "unknown-inbox"]);
  await editor.type(config, CONFIG + CALENDARS);
  expect(await editor.until(file, (all) => all.length === 0)).toEqual([]);
}

async function offersWhatFits(labels: (text: string) => Promise<readonly string[]>): Promise<void> {
  expect(await labels(CURSOR)).toEqual(["version", "blueprints", "rules"]);
  expect(await labels(`${HEAD}${EVENT}    ${CURSOR}\n    do: [{ log: hi }]\n`)).toContain("limits");
  expect(await labels(`${HEAD}    on: ${CURSOR}`)).toEqual(
    expect.arrayContaining(["message_recieved", "target_opt_out"]),
  );
  expect(await labels(`${HEAD}    on: { event: message_recieved, inbox: [${CURSOR}] }`)).toEqual(["support", "sales"]);

  const ofText = await labels(`${HEAD}${EVENT}    if:\n      - ${CURSOR}`);
  expect(ofText).toEqual(expect.arrayContaining(["any", "text", "contact.tags", "calendar.office.open"]));
  const ofOptOut = await labels(`${HEAD}    on: target_opt_out\n    if: { ${CURSOR} }`);
  expect(ofOptOut).not.toContain("text");
  expect(await labels(`${HEAD}${EVENT}    if: { contact.tags: { ${CURSOR} } }`)).toEqual([
    ...["exists", "has", "has_any", "has_all"],
  ]);
  expect(await labels(`${HEAD}${EVENT}    if: { author: ${CURSOR} }`)).toContain("human");
  expect(await labels(`${HEAD}${EVENT}    if: { closed: ${CURSOR} }`)).toEqual(["office"]);

  expect(await labels(`${HEAD}${EVENT}    do:\n      - ${CURSOR}`)).toEqual(
    expect.arrayContaining(["send_message", "id"]),
  );
  expect(await labels(`${HEAD}${EVENT}    do: [{ send_message: { purpose: ${CURSOR} } }]`)).toEqual([
    ...["reply", "service", "marketing", "internal"],
  ]);
  expect(await labels(`${HEAD}${EVENT}    do: [{ http: { connection: ${CURSOR} } }]`)).toEqual(["crm"]);
  expect(await labels(`${HEAD}${EVENT}    do: [{ log: "hi {{ ${CURSOR} }}" }]`)).toContain("org.name");
}

async function saysWhatWordsMean(editor: LanguageClient, file: string): Promise<void> {
  const at = async (line: string): Promise<string> => editor.hover(file, `${HEAD}${line}\n`);

  expect(await at(`    o${CURSOR}n: message_recieved`)).toContain("events that start the rule");
  expect(await at(`    if: { text: { wo${CURSOR}rds: [a] } }`)).toContain("Whole words or phrases");
  expect(await at(`    if: { open: off${CURSOR}ice }`)).toContain("opening hours in America/New_York");
  await editor.write(file, RULES);
  expect(await editor.hover(file, RULES.replace("answer-price", `answer${CURSOR}-price`))).toContain(
    "once per 12h for each contact",
  );
}

async function goesToNames(editor: LanguageClient, { file, config }: Files): Promise<void> {
  await editor.write(file, RULES);
  const place = async (word: string): Promise<Location | null> => {
    const position = cursorIn(RULES.replace(word, `${CURSOR}${word}`));
    return editor.ask("textDocument/definition", file, { position });
  };

  expect(await place("support }")).toMatchObject({
    uri: pathToFileURL(config).href,
    range: { start: { line: 4, character: 11 } },
  });
  expect(await place("crm")).toMatchObject({ range: { start: { line: 6, character: 2 } } });
  expect(await place("prices")).toBeNull();
}

async function fixesWhatIsSafe(editor: LanguageClient, file: string): Promise<void> {
  await editor.write(file, RULES.replace("limits", "limitz"));
  const range = { start: { line: 8, character: 4 }, end: { line: 8, character: 4 } };

  const actions: readonly CodeAction[] = await editor.ask("textDocument/codeAction", file, {
    range,
    context: { diagnostics: [] },
  });

  expect(actions.map(({ title }) => title)).toEqual(["Write: limits: { once_per: 12h }"]);
  expect(Object.values(actions[0]?.edit?.changes ?? {})[0]?.[0]?.newText).toBe("    limits: { once_per: 12h }");
}

async function marksTests(editor: LanguageClient, file: string): Promise<void> {
  const lenses = async (text: string): Promise<readonly (string | undefined)[]> => {
    await editor.writeAndTest(file, text);
    const found: readonly CodeLens[] = await editor.ask("textDocument/codeLens", file);
    return found.map(({ range, command }) => `${range.start.line + 1} ${command?.title ?? ""}`);
  };

  expect(await lenses(RULES)).toEqual(["13 ✓ passes"]);
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints: readonly InlayHint[] = await editor.ask("textDocument/inlayHint", file, { range });
  expect(hints.map(({ position, label }) => [position.line + 1, label])).toEqual([
    [7, "holds in 1 of 1 tests"],
    [8, "holds in 1 of 1 tests"],
  ]);
  expect(await lenses(RULES.replace('contains: "our list"', 'contains: "their list"'))).toEqual([
    expect.stringMatching(/^13 ✗ .*their list/),
  ]);
}
