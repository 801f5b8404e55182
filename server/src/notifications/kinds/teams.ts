import { toText } from "../message.ts";
import type { UrlKind } from "./kind.ts";

/**
 * An Adaptive Card, as workflows take it.
 * https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook
 */
export const teams: UrlKind = {
  post: (message, { url }) => {
    const [title = "", ...lines] = toText(message, 10_000).split("\n");
    const text = (words: string, more: object = {}) => ({
      ...{ type: "TextBlock", wrap: true, text: plain(words) },
      ...more,
    });
    const content = {
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      ...{ type: "AdaptiveCard", version: "1.4" },
      body: [text(title, { weight: "Bolder", size: "Medium" }), ...lines.map((line) => text(line))],
    };
    const contentType = "application/vnd.microsoft.card.adaptive";
    return {
      url,
      body: JSON.stringify({
        type: "message",
        attachments: [{ contentType, contentUrl: null, content }],
      }),
    };
  },
};

/** Its text is Markdown: what came from an image must not become a link. */
function plain(words: string): string {
  return words.replace(/[\\[\]*_`<>]/g, "\\$&");
}
