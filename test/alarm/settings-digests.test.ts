import { expect, test } from "vitest";
import { settingsDigests } from "../../src/alarm/settings-digests.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { digest } from "../../src/system.ts";
import { makeSettings } from "../helpers/make.ts";

test.each<[string, Partial<Settings>, readonly string[]]>([
  ["nothing", {}, []],
  ["keys in another order", { inboxes: { billing: "102", front: "101" } }, []],
  [
    "a member and what is org",
    { names: { members: { ada: 1 }, surveys: {}, templates: {}, lists: {} }, org: { name: "Y" } },
    ["org", "heymarket"],
  ],
  ["words that opt out", { optOutWords: { out: ["basta"], held: [] } }, ["sending"]],
  ["an address", { publicUrl: "https://hooks.example.com" }, ["public_url"]],
])("settings that differ in %s are known by their keys alone", (_title, changes, keys) => {
  const settings = makeSettings({ inboxes: { front: "101", billing: "102" }, org: { name: "X" } });

  const [one, other] = [settingsDigests(settings, digest), settingsDigests({ ...settings, ...changes }, digest)];

  expect(Object.keys(one).filter((key) => one[key] !== other[key])).toEqual(keys);
  expect(Object.values(one).every((each) => /^[0-9a-f]{16}$/.test(each))).toBe(true);
});
