import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig, readEnvironment } from "../src/config.ts";
import type { Environment } from "../src/config.ts";
import { makeTemporaryFolder } from "./helpers/temporary-folder.ts";

const MINIMAL = "version: 1\ntimezone: UTC\nheymarket: { sender: 55 }\n";
const SECRETS: Environment = {
  HEYMARKET_WEBHOOK_TOKEN: "canary-token",
  HEYMARKET_API_SECRET_ID: "canary-id",
  HEYMARKET_API_SECRET_KEY: "canary-key",
};

/** The path of a heyrules.yaml, with a `.env` beside it. */
function writeFiles(dotEnv: string): string {
  const folder = makeTemporaryFolder();
  const file = join(folder, "heyrules.yaml");
  writeFileSync(file, MINIMAL);
  writeFileSync(join(folder, ".env"), dotEnv);
  return file;
}

test("a variable that is set to nothing counts as absent", async () => {
  const names = ["HEYRULES_STORE", "HEYRULES_HOST", "HEYRULES_PORT", "HEYMARKET_API_URL"];
  const environment = { ...SECRETS, ...Object.fromEntries(names.map((name) => [name, ""])) };

  const { config, problems } = await readConfig({ file: writeFiles(""), environment, requireSecrets: true });

  expect(problems).toEqual([]);
  expect(config).toMatchObject({ store: "sqlite:./data/heyrules.db", host: "0.0.0.0", port: 8080 });
  expect(config?.heymarket?.apiUrl).toBe("https://api.heymarket.com");
});

test.each(["api.heymarket.com", "ftp://api.heymarket.com", "https://"])(
  "%s is no address of the API, and is reported",
  async (address) => {
    const environment = { ...SECRETS, HEYMARKET_API_URL: address };

    const { config, problems } = await readConfig({ file: writeFiles(""), environment, requireSecrets: true });

    expect(config).toBeNull();
    expect(problems).toEqual([
      "HEYMARKET_API_URL must be an http(s) address, such as https://api.heymarket.com, or absent.",
    ]);
  },
);

test("the environment wins over .env, unless it is set to nothing there", () => {
  const file = writeFiles("FIRST=from-file\nSECOND=from-file\nTHIRD=\n");

  const environment = readEnvironment({ file, environment: { FIRST: "from-environment", SECOND: "" } });

  expect(environment).toEqual({ FIRST: "from-environment", SECOND: "from-file" });
});
