import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT_CRMS } from "../../../src/cli/init/crm-project.ts";
import { runCommand } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Also as the key of a signature it will do. */
const SECRET = "whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5";

test.each(PROJECT_CRMS)("a new project for %s is examined to the end, with its secrets and without", async (crm) => {
  const folder = join(makeTemporaryFolder(), "mine");
  await runCommand(["init", folder, "--crm", crm]);
  const config = readFileSync(join(folder, "heyrules.yaml"), "utf8");
  const names = [...config.matchAll(/"\$\{(\w+)\}/g)].map(([, name = ""]) => name);
  const filledIn = names.map((name) => [name, name.endsWith("URL") ? "http://127.0.0.1:9" : SECRET] as const);

  const connections = async (variables: Readonly<Record<string, string>>): Promise<unknown> => {
    const project = ["--config", join(folder, "heyrules.yaml"), "--rules", join(folder, "rules")];
    const environment = { HEYRULES_STORE: `sqlite:${join(folder, "heyrules.db")}`, ...variables };
    const { out } = await runCommand([...project, "doctor", "--offline", "--json"], environment);
    const { checks } = JSON.parse(out) as { readonly checks: readonly { readonly name: string }[] };
    return checks.find(({ name }) => name === "connections");
  };

  expect(await connections(Object.fromEntries(filledIn))).toMatchObject({ status: "ok" });
  expect(await connections({})).toMatchObject({ status: "failed" });
});
