import { createHmac } from "node:crypto";
import { toText } from "../message.ts";
import { refusalBy, type UrlKind } from "./kind.ts";

/** A robot of a group. https://open.dingtalk.com/document/robots/customize-robot-security-settings */
export const dingtalk: UrlKind = {
  post: (message, { url, secret }) => {
    const signed = new URL(url);
    if (secret) {
      const timestamp = String(Date.now());
      const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
      signed.searchParams.set("timestamp", timestamp);
      signed.searchParams.set("sign", sign);
    }
    const content = toText(message, 5000);
    return { url: signed.href, body: JSON.stringify({ msgtype: "text", text: { content } }) };
  },
  refusal: refusalBy("errcode", "errmsg"),
};
