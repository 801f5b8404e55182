import "../../no-eval.ts";
import {
  type Registry,
  type RegistryKind,
  type RegistryOperation,
  registryCreateSchema,
} from "@plimsoll/api";
import type {
  RegistryCreate,
  RegistryTest,
  RegistryUpdate,
} from "../../data/use-registry-actions.ts";

/** What stands in the form. Secrets are never sent back to it: empty means "as it is". */
export type RegistryValues = {
  name: string;
  kind: RegistryKind;
  /** Of a Harbor. */
  operation: RegistryOperation;
  address: string;
  /** Of a Harbor, where people open it elsewhere. */
  externalAddress: string;
  username: string;
  password: string;
  /** That was made from this form: whether it is the account, its name tells. */
  robot: { readonly id: number; readonly username: string } | null;
  certificate: string;
  insecure: boolean;
  scanOnPush: boolean;
  /** Of others than a Harbor, one a line. */
  mirrors: string;
  repositories: string;
};

export function valuesOf(registry: Registry | null): RegistryValues {
  const external = registry?.externalAddress ?? "";
  return {
    name: registry?.name ?? "",
    kind: registry?.kind ?? "distribution",
    operation: registry?.operation ?? "native",
    address: registry?.address ?? "",
    externalAddress: external === registry?.address ? "" : external,
    username: registry?.username ?? "",
    password: "",
    robot: null,
    certificate: "",
    insecure: registry?.insecure ?? false,
    scanOnPush: registry?.scanOnPush ?? false,
    mirrors: (registry?.mirrors ?? []).join("\n"),
    repositories: (registry?.repositories ?? []).join("\n"),
  };
}

/** People copy hosts without a scheme; registries outside a test bench speak https. */
export function withScheme(address: string): string {
  const text = address.trim();
  return text === "" || /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
}

export function createBody(values: RegistryValues): RegistryCreate {
  const { name, kind, operation } = values;
  return {
    name: name.trim(),
    kind,
    ...connectionOf(values),
    scanOnPush: values.scanOnPush,
    ...imagesOf(values),
    ...(kind === "harbor"
      ? {
          operation,
          externalAddress: withScheme(values.externalAddress) || undefined,
          ...robotOf(values),
        }
      : {}),
  };
}

export function testBody(values: RegistryValues, registry: Registry | null): RegistryTest {
  const { kind, operation } = values;
  return {
    kind,
    ...(kind === "harbor" ? { operation } : {}),
    ...connectionOf(values),
    ...imagesOf(values),
    registryId: registry?.id,
  };
}

/** Only what was changed. A user name taken away takes its password with it. */
export function updateBody(values: RegistryValues, registry: Registry): RegistryUpdate {
  const { username, password, certificate, insecure } = connectionOf(values);
  const gone = username === undefined && registry.username !== null;
  return {
    name: values.name.trim(),
    address: withScheme(values.address),
    username: gone ? null : username,
    password: gone ? null : password,
    certificate,
    insecure,
    scanOnPush: values.scanOnPush,
    ...(values.kind === "harbor"
      ? {
          operation: values.operation,
          externalAddress: withScheme(values.externalAddress) || null,
          ...robotOf(values),
        }
      : imagesOf(values)),
  };
}

/** The fields that the server would refuse, before it is asked. */
export function wrongFields(values: RegistryValues): Set<string> {
  const { error } = registryCreateSchema.safeParse(createBody(values));
  return new Set(error?.issues.map(({ path }) => String(path[0])));
}

function robotOf({ robot, username }: RegistryValues): { robotId?: number } {
  return robot?.username === username.trim() ? { robotId: robot.id } : {};
}

function connectionOf(values: RegistryValues) {
  const { address, username, password, certificate, insecure } = values;
  return {
    address: withScheme(address),
    username: username.trim() || undefined,
    password: password || undefined,
    certificate: certificate.trim() || undefined,
    insecure,
  };
}

function imagesOf({ kind, mirrors, repositories }: RegistryValues) {
  if (kind === "harbor") return {};
  return { mirrors: linesOf(mirrors).map(withScheme), repositories: linesOf(repositories) };
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
