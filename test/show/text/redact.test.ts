import { expect, test } from "vitest";
import { maskNumbers, withoutSecrets } from "../../../src/show/text/redact.ts";

test("what stands under a name that tells of a secret is hidden, at any depth", () => {
  const shown = withoutSecrets({
    headers: { Authorization: "a", "X-Api-Key": "b", accept: "json" },
    json: [{ access_token: "c", client_secret: { value: "d" }, token_count: 2, key: "kept" }],
  });

  expect(shown).toEqual({
    headers: { Authorization: "[hidden]", "X-Api-Key": "[hidden]", accept: "json" },
    json: [{ access_token: "[hidden]", client_secret: "[hidden]", token_count: 2, key: "kept" }],
  });
});

test("secrets in the query of a path are hidden, the rest of it stays", () => {
  expect(withoutSecrets("/a?api_key=one&page=2&sig=three#x")).toBe("/a?api_key=[hidden]&page=2&sig=[hidden]#x");
});

test.each([
  ...["+44 7400 123456", "+33 6 12 34 56 78", "+49 1512 3456789", "+52 1 55 1234 5678", "+44 (0)20 7946 0958"],
  ...["+1202-555-0142", "0049 1512 3456789", "%2B1%20202%20555%200142", "202 555 0142x5", "+1 (202) 555-0142"],
])("%s is masked whole", (number) => {
  const masked = maskNumbers(`call ${number} now`);

  expect(masked).toMatch(/^call \S*•+\d{4}(x5)? now$/);
  expect(masked.replace(/\d{4}(x5)? now$/, "")).not.toMatch(/\d{4}/);
});

test.each(["room 100 200 3000", "100-200-3000", "2024-11-28 20:15", "invoice 4711-0815", "order 99202555014277"])(
  "%s is no number of anybody",
  (text) => {
    expect(maskNumbers(text)).toBe(text);
  },
);
