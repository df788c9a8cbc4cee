import { expect, test } from "vitest";
import { withoutSecrets } from "../../../src/show/text/redact.ts";

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
