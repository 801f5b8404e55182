/** Ends the command: what is wrong and what to do about it, on standard error. */
export function fail(exitCode: 2 | 3, message: string, hint?: string | null): void {
  process.stderr.write(`${message}\n`);
  if (hint) process.stderr.write(`${hint}\n`);
  process.exitCode = exitCode;
}
