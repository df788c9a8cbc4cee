import { expect, test } from "vitest";
import { valueAt } from "../../../../src/core/base/json.ts";
import { teamsCard } from "../../../../src/core/model/ruleset/teams-card.ts";

const textOf = (text: string): unknown => valueAt(teamsCard(text), "attachments.0.content.body.0.text");

test("a line is one Adaptive Card whose text wraps", () => {
  expect(teamsCard("A text came in")).toEqual({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.2",
          msteams: { width: "Full" },
          body: [{ type: "TextBlock", text: "A text came in", wrap: true }],
        },
      },
    ],
  });
});

test("the lines of a text stay lines", () => {
  expect(textOf("a\nb\r\nc")).toBe("a\n\nb\n\nc");
});

test.each([
  ["letters", "a"],
  ["accents", "é"],
  ["signs of three bytes", "語"],
  ["pictures", "🙂"],
  ["quotes", '"'],
  ["line ends", "\n"],
  ["halves of characters", "\uD83D"],
])("a text of 10,000 %s is not too large for Teams", (_name, character) => {
  const body = JSON.stringify(teamsCard(character.repeat(10_000)));

  expect(new TextEncoder().encode(body).length).toBeLessThan(21_000);
});

test("a text that is cut ends in an ellipsis, a shorter one is whole", () => {
  const whole = "é".repeat(10_000);

  expect(textOf(whole)).toBe(whole);
  expect(textOf(`${whole}!`)).toBe(`${whole}…`);
});
