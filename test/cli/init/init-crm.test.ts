import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { PROJECT_CRMS } from "../../../src/cli/init/crm-project.ts";
import { runCommand } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

interface Written {
  readonly connections: Readonly<Record<string, { readonly kind: string }>>;
}

test.each(PROJECT_CRMS)(
  "a project for %s has its connection, its secrets and its rule, without a finding",
  async (crm) => {
    const folder = join(makeTemporaryFolder(), "mine");
    const project = ["--config", join(folder, "heyrules.yaml"), "--rules", join(folder, "rules")];

    const init = await runCommand(["init", folder, "--crm", crm]);
    const lint = await runCommand([...project, "lint", "--strict"]);
    const tests = await runCommand([...project, "test"]);

    expect({ code: init.code, err: init.err }).toEqual({ code: 0, err: "" });
    expect({ code: lint.code, err: lint.err }).toEqual({ code: 0, err: "" });
    expect({ code: tests.code, err: tests.err }).toEqual({ code: 0, err: "" });

    const read = (path: string): string => readFileSync(join(folder, path), "utf8");
    const config = read("heyrules.yaml");
    const { connections } = parse(config) as Written;
    const named = [...config.matchAll(/"\$\{(\w+)\}/g)].map(([, name]) => name);
    const set = [...read(".env.example").matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
    expect(Object.keys(connections)).toEqual([crm, "slack"]);
    expect(connections[crm]?.kind).toBe(crm);
    expect(set.filter((name) => !name?.startsWith("HEYMARKET_")).sort()).toEqual([...new Set(named)].sort());
    expect(read("rules/opt-out-crm.yaml")).toContain(`connection: ${crm}`);
    expect(read("rules/opt-out-crm.yaml").split("\n")[0]).toContain("../.heyrules/rule.schema.json");
    for (const path of ["heyrules.yaml", ".env.example", "dev.yaml", "README.md"])
      expect(read(path)).not.toMatch(/\bCRM_/);
    for (const name of named.filter((name) => name !== "SLACK_WEBHOOK_URL" && crm === "webhook"))
      expect(read("README.md")).toContain(name ?? "");
    expect(read("README.md")).toMatch(/It needs, (?:in|at) [^]*1\. [^]*2\. [^]*3\. /);
  },
);

test("a CRM that there is no project for is a usage error that names those there are", async () => {
  const { code, err } = await runCommand(["init", makeTemporaryFolder(), "--crm", "hubspt"]);

  expect(code).toBe(2);
  expect(err).toContain('Did you mean "hubspot"? It is one of hubspot, salesforce, pipedrive, zoho, webhook.');
});
