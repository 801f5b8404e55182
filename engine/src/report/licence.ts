import parseExpression from "spdx-expression-parse";

/** Whether the words are an SPDX expression, of one licence or several, https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
export function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}
