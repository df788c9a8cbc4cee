import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { CURSOR, startLanguageServer } from "../../helpers/language-client.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** The language server behind the YAML support of VS Code, Neovim and others, which knows our files by their schema alone. */
const SERVER = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");
const MODELINE = `# yaml-language-server: $schema=${resolve("schemas/rule.schema.json")}\n`;
const HEAD = `${MODELINE}version: 1\nrules:\n  r:\n`;
const EVENT = "    on: message_recieved\n";

test("an editor that knows only the schema completes rules, says what words mean, and marks what is wrong", async () => {
  const folder = makeTemporaryFolder();
  const file = join(folder, "rules.yaml");
  const editor = await startLanguageServer({
    command: [SERVER, "--stdio"],
    folder,
    settings: { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } },
  });
  const words = async (text: string): Promise<Readonly<Record<string, string>>> => {
    const items = await editor.complete(file, text);
    return Object.fromEntries(items.map(({ label, documentation }) => [label, wordsOf(documentation)]));
  };
  const labels = async (text: string): Promise<readonly string[]> => Object.keys(await words(text));
  const meaning = async (lines: string): Promise<string> => editor.hover(file, `${HEAD}${lines}\n`);

  const [missing, unknown] = await editor.write(file, `${HEAD}    onn: x\n    do: [{ log: hi }]\n`);
  expect(missing?.message).toContain('Missing property "on"');
  expect(unknown).toMatchObject({
    message: "Property onn is not allowed.",
    range: { start: { line: 4, character: 4 } },
  });
  const other = join(folder, "good.yaml");
  expect(await editor.write(other, `${HEAD}${EVENT}    if: { text: { words: [a] } }\n    do: [{ log: hi }]\n`)).toEqual(
    [],
  );

  expect(await labels(`${MODELINE}${CURSOR}`)).toEqual(expect.arrayContaining(["version", "rules"]));
  const ofRule = ["name", "enabled", "on", "if", "vars", "key", "mode", "limits", "do", "on_error", "tests"];
  expect(await labels(`${HEAD}    ${CURSOR}`)).toEqual(expect.arrayContaining(ofRule));
  expect(await words(`${HEAD}    on: ${CURSOR}`)).toMatchObject({
    message_recieved: expect.stringContaining("A contact wrote") as string,
    target_opt_out: "A number opted out.",
  });
  expect(await labels(`${HEAD}    tests:\n      - events:\n          - event: ${CURSOR}`)).toContain("incoming_call");
  expect(await words(`${HEAD}${EVENT}    if:\n      ${CURSOR}`)).toMatchObject({
    any: "At least one of these must hold.",
    text: expect.stringContaining("short for") as string,
    "contact.tags": expect.stringContaining("a list") as string,
  });
  expect(await words(`${HEAD}${EVENT}    if:\n      text:\n        ${CURSOR}`)).toMatchObject({
    words: expect.stringContaining("Whole words") as string,
    older_than: "The time lies further back.",
  });
  expect(await labels(`${HEAD}${EVENT}    if:\n      author: ${CURSOR}`)).toEqual(
    expect.arrayContaining(["contact", "human", "automation"]),
  );
  const steps = await words(`${HEAD}${EVENT}    do:\n      - ${CURSOR}`);
  expect(steps["send_message"]).toContain("Texts the contact");
  expect(Object.entries(steps).filter(([, text]) => text === "")).toEqual([]);
  const sending = `${HEAD}${EVENT}    do:\n      - send_message:\n          `;
  expect(await labels(`${sending}${CURSOR}`)).toEqual(expect.arrayContaining(["purpose", "text", "inbox", "sender"]));
  expect(await words(`${sending}purpose: ${CURSOR}`)).toMatchObject({ internal: "To own staff, in `to`." });

  expect(await meaning(`    o${CURSOR}n: message_recieved`)).toContain("The events that start the rule");
  expect(await meaning(`    mode: sin${CURSOR}gle`)).toContain("`single`: None starts.");
  expect(await meaning(`    do: [{ send_mes${CURSOR}sage: { purpose: reply, text: a } }]`)).toContain(
    "Texts the contact",
  );
  expect(await meaning(`    if: { te${CURSOR}xt: { words: [a] } }`)).toContain("The words of the text");
  expect(await meaning(`    if: { text: { wo${CURSOR}rds: [a] } }`)).toContain("Whole words or phrases");
  await editor.close();
});

function wordsOf(documentation: string | { readonly value: string } | undefined): string {
  return typeof documentation === "object" ? documentation.value : (documentation ?? "");
}
