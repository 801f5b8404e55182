import type { RegistryForScanner } from "../findings-port.ts";
import { basic } from "./redact.ts";

/** What of a registry's credentials must not be read anywhere. */
export function registrySecrets({
  credentials,
}: Pick<RegistryForScanner, "credentials">): string[] {
  if (credentials === null) return [];
  const { username, password } = credentials;
  return [password, basic(username, password).slice("Basic ".length)];
}
