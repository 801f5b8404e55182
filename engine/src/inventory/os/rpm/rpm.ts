export function staleDatabases(_paths: readonly string[]): { path: string; reason: string }[] {
  return [];
}
