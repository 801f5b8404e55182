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

/** An image that somebody wants to run, and by the name of which container. */
export type UsedImage = { readonly container: string; readonly image: string };

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
 * The images that a request brings in. What is being deleted, or was there before the change, is none of them: to deny
 * it would keep a controller from cleaning up, or from scaling down.
 */
export function imagesOf(request: AdmissionRequest): UsedImage[] {
  const { kind, operation, object, oldObject } = request;
  const path = podSpecs[`${kind.group}/${kind.kind}`];
  if (path === undefined || (operation !== "CREATE" && operation !== "UPDATE")) return [];
  if (at(object, ["metadata", "deletionTimestamp"]) !== undefined) return [];
  const before = new Set(
    operation === "UPDATE" ? ofPod(at(oldObject, path)).map(({ image }) => image) : [],
  );
  return ofPod(at(object, path)).filter(({ image }) => !before.has(image));
}

function ofPod(spec: unknown): UsedImage[] {
  const pod = podSchema.safeParse(spec);
  if (!pod.success) return [];
  const { containers, initContainers, ephemeralContainers, volumes } = pod.data;
  const all = [initContainers, containers, ephemeralContainers].flatMap((some) => some ?? []);
  return [
    ...all.flatMap((one) => {
      const { data } = containerSchema.safeParse(one);
      return data === undefined ? [] : [{ container: data.name, image: data.image }];
    }),
    ...(volumes ?? []).flatMap((one) => {
      const { data } = volumeSchema.safeParse(one);
      return data === undefined ? [] : [{ container: data.name, image: data.image.reference }];
    }),
  ];
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

/** Longer warnings are cut by the API server, and more text than this is left out. */
const warningLength = 256;
const warningsLength = 4096;

/** https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response */
export function toReview(uid: string, { allowed, message, warnings }: AdmissionAnswer): object {
  const cut = warnings
    .map((one) => (one.length > warningLength ? `${one.slice(0, warningLength - 1)}…` : one))
    .slice(0, Math.floor(warningsLength / warningLength));
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: {
      uid,
      allowed,
      ...(message === null ? {} : { status: { code: 403, reason: "Forbidden", message } }),
      ...(cut.length === 0 ? {} : { warnings: cut }),
    },
  };
}
