import { expect, test } from "vitest";
import { checkProxy } from "../../../src/doctor/proxy.ts";
import type { HeymarketAccess } from "../../../src/ports/outside/connection.ts";
import { makeProject } from "../../helpers/project.ts";
import { diagnose } from "./diagnose.ts";

const accessThrough = (proxyUrl: string | null) => {
  const heymarket: HeymarketAccess = {
    apiUrl: "https://api.heymarket.com",
    credentials: { kind: "legacy", apiKey: "k" },
    rate: { count: 1, windowMs: 1_000 },
    proxyUrl,
  };
  return { value: { heymarket, sources: [] }, problem: null };
};

test("the proxy in use is named without its password", () => {
  const [check] = checkProxy(null, accessThrough("http://user:s3cret@proxy.test:3128"));

  expect(check).toMatchObject({ status: "ok", message: "heymarket through http://proxy.test:3128" });
});

test("without a proxy nothing is said of one", async () => {
  const { find } = await diagnose({ project: makeProject(), options: ["--offline"] });

  expect(checkProxy(null, accessThrough(null))).toEqual([]);
  expect(find("proxy")).toBeUndefined();
});
