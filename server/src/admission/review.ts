import { z } from "zod";

/** What the API server asks: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request */
export const admissionReviewSchema = z.object({
  apiVersion: z.literal("admission.k8s.io/v1"),
  kind: z.literal("AdmissionReview"),
  request: z.object({
    uid: z.string().min(1).max(200),
    kind: z.object({ group: z.string(), version: z.string(), kind: z.string() }),
    operation: z.string(),
    namespace: z.string().optional(),
    /** Nothing may come of it. */
    dryRun: z.boolean().nullish(),
    object: z.unknown().optional(),
    oldObject: z.unknown().optional(),
  }),
});
export type AdmissionRequest = z.output<typeof admissionReviewSchema>["request"];

/** An image that somebody wants to run, and the names of the containers and volumes that have it. */
export type UsedImage = { readonly image: string; readonly containers: readonly string[] };

/** Where a kind has its pods' spec; a kind that is not here runs nothing. */
const podSpecs: Readonly<Record<string, readonly string[]>> = {
  "/Pod": ["spec"],
  "/ReplicationController": ["spec", "template", "spec"],
  "apps/Deployment": ["spec", "template", "spec"],
  "apps/StatefulSet": ["spec", "template", "spec"],
  "apps/DaemonSet": ["spec", "template", "spec"],
  "apps/ReplicaSet": ["spec", "template", "spec"],
  "batch/Job": ["spec", "template", "spec"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
};

const podSchema = z.object({
  containers: z.array(z.unknown()).nullish(),
  initContainers: z.array(z.unknown()).nullish(),
  ephemeralContainers: z.array(z.unknown()).nullish(),
  volumes: z.array(z.unknown()).nullish(),
});
const containerSchema = z.object({ name: z.string(), image: z.string().min(1) });
/** https://kubernetes.io/docs/concepts/storage/volumes/#image */
const volumeSchema = z.object({
  name: z.string(),
  image: z.object({ reference: z.string().min(1) }),
});

/**
 * The images that a request brings in, each once. What is being deleted, or was there before the change, is none of them: to deny
 * it would keep a controller from cleaning up, or from scaling down.
 */
export function imagesOf(request: AdmissionRequest): UsedImage[] {
  const { kind, operation, object, oldObject } = request;
  const path = podSpecs[`${kind.group}/${kind.kind}`];
  if (path === undefined || (operation !== "CREATE" && operation !== "UPDATE")) return [];
  if (at(object, ["metadata", "deletionTimestamp"]) !== undefined) return [];
  const before = operation === "UPDATE" ? ofPod(at(oldObject, path)) : new Map();
  return [...ofPod(at(object, path))].flatMap(([image, containers]) =>
    before.has(image) ? [] : [{ image, containers }],
  );
}

/** The names of what has it, by image. */
function ofPod(spec: unknown): Map<string, string[]> {
  const pod = podSchema.safeParse(spec);
  if (!pod.success) return new Map();
  const { containers, initContainers, ephemeralContainers, volumes } = pod.data;
  const all = [initContainers, containers, ephemeralContainers].flatMap((some) => some ?? []);
  const used = [
    ...all.flatMap((one) => containerSchema.safeParse(one).data ?? []),
    ...(volumes ?? []).flatMap((one) => {
      const { data } = volumeSchema.safeParse(one);
      return data === undefined ? [] : [{ name: data.name, image: data.image.reference }];
    }),
  ];
  const grouped = Map.groupBy(used, ({ image }) => image);
  return new Map(
    [...grouped].map(([image, those]) => [image, those.map(({ name }) => name)] as const),
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

export type AdmissionAnswer = {
  readonly allowed: boolean;
  /** Why it is denied. */
  readonly message: string | null;
  readonly warnings: readonly string[];
};

/** The API server cuts warnings to this once all of them are longer than that, and leaves out what is then too much. */
const warningLength = 256;
const warningsLength = 4096;

/** https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response */
export function toReview(uid: string, { allowed, message, warnings }: AdmissionAnswer): object {
  const cut = warnings
    .map(inOneLine)
    .map((one) => (one.length > warningLength ? `${one.slice(0, warningLength - 1)}…` : one))
    .slice(0, Math.floor(warningsLength / warningLength));
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: {
      uid,
      allowed,
      ...(message === null
        ? {}
        : { status: { code: 403, reason: "Forbidden", message: inOneLine(message) } }),
      ...(cut.length === 0 ? {} : { warnings: cut }),
    },
  };
}

/** The name of an image may have any character in a pod. A warning with control characters never gets to who applied it. */
function inOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
