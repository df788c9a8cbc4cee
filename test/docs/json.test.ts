import { join } from "node:path";
import { expect, test } from "vitest";
import { commandsOfProgram, readDocument, sectionOf } from "../helpers/documentation.ts";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { makeProject } from "../helpers/project.ts";

const TABLE = sectionOf(readDocument("docs/cli.md"), "## JSON of every command");

/** Commands, schema and keys of each row of the table. */
function rowsOf(table: string): readonly { commands: readonly string[]; schema: string; keys: readonly string[] }[] {
  const words = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
  return table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [, commands, schema, keys] = line.split("|");
      return { commands: words(commands), schema: words(schema)[0] ?? "", keys: words(keys) };
    });
}

/** These print no object of ours, or run until they are stopped. */
const WITHOUT = ["completion", "dev", "lsp", "mcp", "openapi", "start"];

test("the table of JSON has every command that ends, once", async () => {
  const told = rowsOf(TABLE).flatMap(({ commands }) => commands);
  const commands = (await commandsOfProgram()).filter((command) => !WITHOUT.includes(command));

  expect(told.toSorted()).toEqual(commands.toSorted());
});

test("what a command prints with --json has the schema and the keys of the table", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, { mocks: { crm: { status: 400, json: null, fail: false } } });
  const event = await engine.receive("message_recieved", textData("what is the price?", { phone: "12025550101" }));
  await engine.receive("target_opt_out", { target: "12025550100" });
  await engine.stop();
  const { out } = await project.run("runs", "ls", "--status", "failed", "--json");
  const failed = (JSON.parse(out) as { runs: { id: string }[] }).runs[0]?.id ?? "";
  const file = (name: string) => join(project.folder, name);
  // In an order in which each finds what it is about.
  const lines: Readonly<Record<string, readonly string[]>> = {
    init: [file("new")],
    lint: [],
    test: [],
    doctor: ["--offline"],
    "events ls": [],
    explain: [event],
    simulate: [],
    "events show": [event],
    "events capture": [event],
    "events replay": [event],
    "runs ls": [],
    "runs show": [failed],
    "runs retry": [failed],
    "runs resume": [failed],
    "runs cancel": ["--all"],
    "dead ls": [],
    "dead show": [failed],
    "dead retry": ["--all"],
    "dead drop": ["--all"],
    "dead resolve": [failed, "--sent"],
    "approvals ls": [],
    "contacts ls": [],
    "contacts show": ["+12025550101"],
    "contacts release": ["+12025550101"],
    "contacts erase": ["+12025550101"],
    pause: [],
    resume: [],
    "audit ls": [],
    "rules ls": [],
    "rules show": ["answer-price"],
    "store check": [],
    "store migrate": [],
    "store prune": [],
    "store backup": [file("copy.db")],
    "store export": [file("copy.gz")],
    "store import": [file("copy.gz"), "--store", `json:${file("copy.json")}`],
  };

  for (const { commands, schema, keys } of rowsOf(TABLE)) {
    for (const command of commands.filter((name) => name in lines)) {
      const { out: printed } = await project.run(...command.split(" "), ...(lines[command] ?? []), "--json");
      const { schema: named, ...rest } = JSON.parse(printed) as Readonly<Record<string, unknown>>;

      expect({ command, schema: named, keys: Object.keys(rest).toSorted() }).toEqual({
        ...{ command, schema },
        keys: keys.toSorted(),
      });
      expect(JSON.stringify(rest), `${command} tells instants in ISO 8601`).not.toMatch(/"\w*At": ?1[67]\d{11}\b/i);
    }
  }
});
