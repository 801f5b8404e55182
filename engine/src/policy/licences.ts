import parseExpression from "spdx-expression-parse";
import { remembered } from "../version/remembered.ts";
import { matchesPattern } from "./pattern.ts";

type Expression = ReturnType<typeof parseExpression>;

/** Whether one cannot help being under a licence that a pattern names: of `MIT OR GPL-2.0-only`, MIT can be chosen. */
export function licenceMatches(patterns: readonly string[], licence: string): boolean {
  const expression = parsed(licence);
  return expression ? isBound(patterns, expression) : named(patterns, licence);
}

function isBound(patterns: readonly string[], expression: Expression): boolean {
  if ("conjunction" in expression) {
    const { left, right, conjunction } = expression;
    const [one, other] = [isBound(patterns, left), isBound(patterns, right)];
    return conjunction === "or" ? one && other : one || other;
  }
  const { license, plus, exception } = expression;
  const whole = `${license}${plus ? "+" : ""}${exception ? ` WITH ${exception}` : ""}`;
  // An exception makes another licence of it, which a pattern has to name: GPL-2.0-only* does.
  return named(patterns, whole);
}

function named(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text));
}

/** Packages of one image name the same few licences. */
const parsed = remembered(2000, (licence): Expression | null => {
  if (licence.length > 1000 || !/ (?:AND|OR|WITH) /.test(licence)) return null;
  try {
    return parseExpression(licence);
  } catch {
    return null;
  }
});
