import { expect, test } from "vitest";
import { remoteMessage } from "../../../../src/core/actions/remote/reason.ts";
import type { JsonValue } from "../../../../src/core/base/json.ts";
import reasons from "../../../tables/reasons.json" with { type: "json" };

interface Row {
  readonly shape: string;
  readonly body?: JsonValue;
  readonly text?: string;
  readonly reason: string | null;
}

test.each(reasons as readonly Row[])("the reason is found in $shape", ({ body, text = "", reason }) => {
  expect(remoteMessage({ json: body, text, secrets: ["s3cret-token"] })).toBe(reason);
});

test("a reason is cut at 300 characters, after its secrets were taken out", () => {
  const message = `${"x".repeat(295)}s3cret-token`;

  const said = remoteMessage({ json: { message }, text: "", secrets: ["s3cret-token"] });

  expect(said).toBe(`${"x".repeat(295)}[secr`);
});

test("a body nested without end is not read to its end", () => {
  let body: JsonValue = "deep";
  for (let level = 0; level < 50; level += 1) body = { error: body };

  expect(remoteMessage({ json: body, text: "", secrets: [] })).toBeNull();
});
