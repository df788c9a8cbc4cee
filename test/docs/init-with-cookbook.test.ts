import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const groupOf = (file: string): readonly (string | undefined)[] => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  return [/^ {4}group: (\S+)$/m.exec(text)?.[1], /^ {4}answers: (\S+)$/m.exec(text)?.[1]];
};

test.each(["templates/project/rules/after-hours.yaml", "rules/after-hours.yaml"])(
  "the rule that answers in %s is in the group of the cookbook",
  (file) => {
    expect(groupOf(file)).toEqual(["answer", "first"]);
    expect(groupOf("rules/cookbook/rules/welcome.yaml")).toEqual(groupOf(file));
  },
);
