import { expect, test } from "vitest";
import { keepsRecords, parseStoreUrl, storeFile, withStoreFile } from "../../../src/core/base/store-url.ts";

test.each([
  { url: "sqlite:./data/a.db", store: { kind: "sqlite", path: "./data/a.db" } },
  { url: "json:C:\\state.json", store: { kind: "json", path: "C:\\state.json" } },
  { url: "memory:", store: { kind: "memory" } },
  { url: "postgres://me:secret@host/db", store: { kind: "postgres" } },
  { url: "postgresql://host/db", store: { kind: "postgres" } },
  { url: "sqlite:", store: { kind: "invalid", fault: '"sqlite:" names no file' } },
  { url: "mysql://me:secret@host", store: { kind: "invalid", fault: '"mysql" is no kind of store' } },
  { url: "data/heyrules.db", store: { kind: "invalid", fault: "it names no kind" } },
  { url: "", store: { kind: "invalid", fault: "it names no kind" } },
])("$url is $store.kind", ({ url, store }) => {
  expect(parseStoreUrl(url)).toEqual(store);
});

test("only a store with a file has its path changed", () => {
  const paths = ["sqlite:a.db", "json:b.json", "memory:", "mysql://c"].map(storeFile);
  const moved = ["sqlite:a.db", "json:b.json", "memory:", "mysql://c"].map((url) =>
    withStoreFile(url, (path) => `/data/${path}`),
  );

  expect(paths).toEqual(["a.db", "b.json", null, null]);
  expect(moved).toEqual(["sqlite:/data/a.db", "json:/data/b.json", "memory:", "mysql://c"]);
});

test("only a store in memory ends with the process", () => {
  const urls = ["sqlite:a.db", "json:b.json", "postgres://host/db", "memory:", "mysql://c"];

  expect(urls.map(keepsRecords)).toEqual([true, true, true, false, null]);
});
