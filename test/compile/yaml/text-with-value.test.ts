import { expect, test } from "vitest";
import { textWithValue } from "../../../src/compile/yaml/text-with-value.ts";

const file = (enabled: string): string => `# the rules
version: 1
rules:
  other: { enabled: shadow, on: chat_closed, do: [{ close: true }] }

  r: # ours
    ${enabled}
    on:   message_received   # as they come
    do:
    - log: "a"
`;

test.each([
  ["enabled: shadow", "enabled: true"],
  ["enabled:   shadow  # until March", "enabled:   true  # until March"],
  ['"enabled": "shadow"', '"enabled": true'],
  ["enabled: { canary: 10% } # a few", "enabled: true # a few"],
  ["enabled:\n      canary: 10%", "enabled: true"],
  ["enabled:\n      only:\n        - '+15105550100'", "enabled: true"],
])("only the value is another: %j", (before, after) => {
  expect(textWithValue(file(before), ["rules", "r", "enabled"], "true")).toBe(file(after));
});

test.each([["name: x"], ["enabled:"]])("there is nothing to replace in %j", (line) => {
  expect(textWithValue(file(line).replace("enabled:\n", "name: y\n"), ["rules", "r", "enabled"], "true")).toBeNull();
});

test("a file with Windows line ends keeps them", () => {
  const windows = (enabled: string): string => file(enabled).replaceAll("\n", "\r\n");

  expect(textWithValue(windows("enabled:\n      canary: 10%"), ["rules", "r", "enabled"], "true")).toBe(
    windows("enabled: true"),
  );
});
