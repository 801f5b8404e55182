import { toText } from "../message.ts";
import { refusalBy, type UrlKind } from "./kind.ts";

/** A robot of a group; 2,048 bytes at most. https://developer.work.weixin.qq.com/document/path/91770 */
export const wecom: UrlKind = {
  post: (message, { url }) => {
    const content = toText(message, 680);
    return { url, body: JSON.stringify({ msgtype: "text", text: { content } }) };
  },
  refusal: refusalBy("errcode", "errmsg"),
};
