import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { decide } from "../admission/decide.ts";
import { admissionReviewSchema, toReview } from "../admission/review.ts";
import { isAdmissionSecret } from "../admission/secret.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";

/**
 * An object and what it was before: etcd takes 1.5 MB of each, and the API server writes `<` as six characters. What is
 * too long to be looked at is let in where `failurePolicy` is `Ignore`, so that the longest that there can be has to fit.
 */
const bodyLimit = 20 * 1024 * 1024;
/** Of the time that the API server waits, https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#timeouts */
const share = 0.8;
const usualSeconds = 10;
const mostSeconds = 30;

/** A validating admission webhook of Kubernetes. The secret comes as a bearer token, or as the last part of the path. */
export function addAdmission(app: FastifyInstance, service: Service): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const review = admissionReviewSchema.safeParse(request.body);
    if (!review.success)
      throw new PlimsollError("bad-request", z.prettifyError(review.error), {
        hint: 'The webhook takes AdmissionReviews of admission.k8s.io/v1: admissionReviewVersions: ["v1"].',
      });
    const { request: asked } = review.data;
    const left = Math.max(0, timeOf(request) * share - reply.elapsedTime);
    return toReview(asked.uid, await decide(service, asked, left));
  };
  const routes = { "": bearerOf, "/:secret": ofPath };
  for (const [path, secretOf] of Object.entries(routes))
    app.post(`/admission/kubernetes${path}`, {
      schema: { hide: true },
      bodyLimit,
      onRequest: async (request, reply) => {
        reply.header("cache-control", "no-store");
        if (!(await isAdmissionSecret(service.db, secretOf(request))))
          throw new PlimsollError("not-signed-in", "The secret is missing or wrong.", {
            hint: "An administrator makes one on the Policies page.",
          });
      },
      handler: answer,
    });
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

function ofPath({ params }: FastifyRequest): string | undefined {
  return (params as { secret?: string }).secret;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds that the API server waits: it says so as `?timeout=10s`. */
function timeOf({ query }: FastifyRequest): number {
  const { timeout = "", timeoutSeconds } = query as { timeout?: string; timeoutSeconds?: string };
  const said = [...timeout.matchAll(/(\d+(?:\.\d+)?)(ms|s|m)(?![a-z])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ""] ?? 0),
    0,
  );
  const milliseconds = said || Number(timeoutSeconds ?? Number.NaN) * 1000;
  return milliseconds > 0 ? Math.min(milliseconds, mostSeconds * 1000) : usualSeconds * 1000;
}
