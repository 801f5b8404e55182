import { type Registry, registryCreateSchema } from "@plimsoll/api";
import type {
  RegistryCreate,
  RegistryTest,
  RegistryUpdate,
} from "../../data/use-registry-actions.ts";

/** What stands in the form. Secrets are never sent back to it: empty means "as it is". */
export type RegistryValues = {
  name: string;
  address: string;
  username: string;
  password: string;
  certificate: string;
};

export function valuesOf(registry: Registry | null): RegistryValues {
  return {
    name: registry?.name ?? "",
    address: registry?.address ?? "",
    username: registry?.username ?? "",
    password: "",
    certificate: "",
  };
}

/** People copy hosts without a scheme; registries outside a test bench speak https. */
export function withScheme(address: string): string {
  const text = address.trim();
  return text === "" || /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
}

export function createBody(values: RegistryValues): RegistryCreate {
  return { name: values.name.trim(), kind: "distribution", ...connectionOf(values) };
}

export function testBody(values: RegistryValues, registry: Registry | null): RegistryTest {
  return { ...connectionOf(values), registryId: registry?.id };
}

/** Only what was changed. A user name taken away takes its password with it. */
export function updateBody(values: RegistryValues, registry: Registry): RegistryUpdate {
  const { username, password, certificate } = connectionOf(values);
  const gone = username === undefined && registry.username !== null;
  return {
    name: values.name.trim(),
    address: withScheme(values.address),
    username: gone ? null : username,
    password: gone ? null : password,
    certificate,
  };
}

/** The fields that the server would refuse, before it is asked. */
export function wrongFields(values: RegistryValues): Set<string> {
  const { error } = registryCreateSchema.safeParse(createBody(values));
  return new Set(error?.issues.map(({ path }) => String(path[0])));
}

function connectionOf({ address, username, password, certificate }: RegistryValues) {
  return {
    address: withScheme(address),
    username: username.trim() || undefined,
    password: password || undefined,
    certificate: certificate.trim() || undefined,
  };
}
