import { expect, test } from "vitest";
import { requestUrl } from "../../../src/act/http/request-url.ts";
import cases from "../../tables/request-url.json" with { type: "json" };

test.each(cases.filter(({ url }) => url !== undefined))("$path below $base is $url", ({ base, path, url }) => {
  const target = requestUrl(base, path);

  expect(target.ok && target.url.href).toBe(url);
});

test.each(cases.filter(({ problem }) => problem !== undefined))("$path below $base is refused", (row) => {
  const target = requestUrl(row.base, row.path);

  expect(target.ok ? target.url.href : target.problem).toContain(row.problem);
});
