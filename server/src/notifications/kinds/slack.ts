import { toText } from "../message.ts";
import type { UrlKind } from "./kind.ts";

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: UrlKind = {
  post: (message, { url }) => {
    const [title = "", ...rest] = toText(message, 3000).split("\n").map(toPlain);
    return { url, body: JSON.stringify({ text: [`*${title}*`, ...rest].join("\n") }) };
  },
};

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function toPlain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
