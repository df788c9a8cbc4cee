import type { JsonObject } from "../../base/json.ts";

/**
 * A message with one Adaptive Card, the only form that webhooks of the Workflows app of Teams take. Its text wraps, keeps its
 * lines, and is cut where the message would be too large. Source: Microsoft, "Create and send messages" (webhooks and
 * connectors), Adaptive Cards 1.2 `TextBlock`.
 */
export function teamsCard(text: string): JsonObject {
  // A single line end is a space in the Markdown of a TextBlock.
  const lines = cutToBytes(text.replace(/\r\n?|\n/g, "\n\n"), MAXIMUM_TEXT_BYTES);
  return {
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
          body: [{ type: "TextBlock", text: lines, wrap: true }],
        },
      },
    ],
  };
}

/** Microsoft documents about 28 KB for a message; refusals were seen from 21 KB on. */
const MAXIMUM_TEXT_BYTES = 20_000;

/** A text of at most so many bytes as JSON in UTF-8; what was cut off shows as `…`. */
function cutToBytes(text: string, maximum: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > maximum) return `${kept}…`;
    kept += character;
  }
  return text;
}

function jsonBytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  const written = JSON.stringify(character).length - 2;
  // Whatever is not written as an escape.
  const isItself = written === character.length;
  return isItself && code >= 0x80 ? (code < 0x800 ? 2 : code < 0x10000 ? 3 : 4) : written;
}
