import { createHmac } from "node:crypto";
import { toText } from "../message.ts";
import { refusalBy, type UrlKind } from "./kind.ts";

/** A robot of a group, of Feishu or Lark. https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
export const feishu: UrlKind = {
  post: (message, { url, secret }) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signed = secret
      ? { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).digest("base64") }
      : {};
    const content = { text: plain(toText(message, 8000)) };
    return { url, body: JSON.stringify({ ...signed, msg_type: "text", content }) };
  },
  refusal: refusalBy("code", "msg"),
};

/** What came from an image must mention nobody, and not all: `<at user_id="all">` does. */
function plain(text: string): string {
  return text.replace(/<(?=\/?at\b)/gi, "＜");
}
