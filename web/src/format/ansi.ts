// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A log line as text alone: terminal escapes (ECMA-48), other control characters, and the marks that
 * reverse the direction of text, which could make a line read as what it does not say, are removed.
 */
export function plainText(text: string): string {
  return text.replace(escapes, "").replace(controls, "");
}
