import { expect, test } from "vitest";
import {
  keepsRecords,
  parseStoreUrl,
  storeFile,
  storeName,
  storePassword,
  withStoreFile,
} from "../../../src/core/base/store-url.ts";

test.each([
  { url: "sqlite:./data/a.db", store: { kind: "sqlite", path: "./data/a.db" } },
  { url: "json:C:\\state.json", store: { kind: "json", path: "C:\\state.json" } },
  { url: "memory:", store: { kind: "memory" } },
  { url: "postgres://me:secret@host/db", store: { kind: "postgres", url: "postgres://me:secret@host/db" } },
  { url: "postgresql://host/db", store: { kind: "postgres", url: "postgresql://host/db" } },
  { url: "postgres:///db?host=/run", store: { kind: "postgres", url: "postgres:///db?host=/run" } },
  {
    url: "postgres://me:secret@host",
    store: { kind: "invalid", fault: '"postgres:" names no server and database as in postgres://user@host/database' },
  },
  {
    url: "postgres://me:sec/ret@host:x/db",
    store: { kind: "invalid", fault: '"postgres:" names no server and database as in postgres://user@host/database' },
  },
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

test.each([
  {
    url: "postgres://me:s%40cret@host:5433/db?sslmode=require",
    name: "postgres://me@host:5433/db",
    password: "s%40cret",
  },
  { url: "postgresql://host/db", name: "postgres://host/db", password: "" },
  { url: "postgres:///db?host=/run/postgresql&password=hidden", name: "postgres:///run/postgresql/db", password: "" },
  { url: "sqlite:./data/a.db", name: "sqlite:./data/a.db", password: "" },
])("people are shown $url as $name", ({ url, name, password }) => {
  expect(storeName(url)).toBe(name);
  expect(storePassword(url)).toBe(password);
});
