import { describe, expect, it } from "vitest";
import { service } from "../zh/service/service.ts";
import { type Catalogue, translator } from "./translator.ts";

describe("a sentence of the service in Chinese", () => {
  const translate = translator(service);

  it.each([
    ["alone", "The password is wrong.", "密码错误。"],
    ["without its end", "the scan was stopped", "扫描已停止"],
    ["with what is filled in", "There is a policy named A (b) already.", "已有名为 A (b) 的策略。"],
    ["with a word that it can have", "There is no such registry.", "没有这个仓库。"],
    [
      "with a sentence in it",
      "a damaged database of RPMs, of which 3 packages could be read: page 7 is used twice",
      "RPM 数据库已损坏，只读出 3 个软件包（第 7 页被使用两次）",
    ],
    [
      "with lists of conditions and findings",
      "12 findings (high or worse, in a or b or 3 others): CVE-1 in openssl 1.1, CVE-2 in zlib 1.2 and 10 more",
      "12 个漏洞（高及以上，位于 a 或 b 或 另外 3 个）：CVE-1（openssl 1.1）、CVE-2（zlib 1.2），另有 10 个",
    ],
    [
      "of which a part is a reason with every sign",
      "curl is not Debian's own (A <a@b.c>): no advisories for it: 1 package not checked",
      "curl 不是 Debian 自己的软件包（A <a@b.c>），没有它的漏洞公告：1 个软件包未检查",
    ],
    [
      "after a line and a path, with a list of names",
      "line 5, rules[0].severity: It is none of critical, high, low.",
      "第 5 行，rules[0].severity：此项不是以下任何一个：critical、high、low。",
    ],
    ["after a place", "linux/arm64: a/b.jar: it is encrypted", "linux/arm64：a/b.jar：已加密"],
    [
      "after another, of which each is known",
      "h.example answered 503 to ping. Harbor, or a proxy before it, is not ready. It is asked again.",
      "h.example 对 ping 的请求返回 503。Harbor 或其前面的代理尚未就绪。之后会再次请求。",
    ],
    [
      "beside what others said",
      "Trivy ended with 1: FATAL no such thing. The scan's log has all that it said.",
      "Trivy 以 1 结束：FATAL no such thing。扫描日志中有它的全部输出。",
    ],
    [
      "around what others said",
      "Harbor's scan failed: boom: it broke",
      "Harbor 的扫描失败：boom: it broke",
    ],
  ])("%s", (_, english, chinese) => expect(translate(english)).toBe(chinese));

  it.each([
    "connect ECONNREFUSED 127.0.0.1:5000",
    "There is no such thing as a free lunch.",
    "The quick brown fox is fast",
    "it has 3 items in foo",
    "HTTP 404 page not found",
    "",
  ])("is none that others said: %j", (text) => expect(translate(text)).toBeNull());

  it.each([
    ["the place of a place", "a: ".repeat(300)],
    ["sentences without end", "x. ".repeat(300)],
    ["all at once", "it is in a: b; c. ".repeat(50)],
    ["no end", "x".repeat(1_000_000)],
  ])("is looked for in %s and not found, without end", (_, text) => {
    expect(translate(text)).toBeNull();
  });
});

it("is the one with the most known words, whatever the order", () => {
  const catalogue = (sentences: Record<string, string>): Catalogue => ({
    ...{ sentences, within: {}, terms: {}, lists: {} },
  });
  const [one, other] = [{ "{{a}} is gone": "A{{a}}" }, { "{{a}} of {{b}} is gone": "B{{a}}{{b}}" }];
  for (const sentences of [
    { ...one, ...other },
    { ...other, ...one },
  ])
    expect(translator(catalogue(sentences))("x of y is gone")).toBe("Bxy");
});
