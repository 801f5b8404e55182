import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PlimsollError } from "../error.ts";
import type { Metrics } from "../metrics/metrics.ts";

/** `GET /metrics`, for whoever has the token; where none is set, for this machine alone. */
export function addMetrics(app: FastifyInstance, metrics: Metrics, token: string | null): void {
  app.addHook("onResponse", async (request, reply) => {
    metrics.observeRequest({
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
  });
  app.get("/metrics", {
    schema: { hide: true },
    onRequest: async (request, reply) => {
      reply.header("cache-control", "no-store");
      refuseOthers(request, token);
    },
    handler: async (_, reply) => {
      const { type, text } = await metrics.read();
      return reply.header("content-type", type).send(text);
    },
  });
}

function refuseOthers({ headers, ip }: FastifyRequest, token: string | null): void {
  if (token === null) {
    // A proxy on this machine that is not believed speaks for somebody else.
    const direct = headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
    if (direct && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(ip)) return;
    throw new PlimsollError("forbidden", "Metrics are told to this machine only.", {
      hint: "Set PLIMSOLL_METRICS_TOKEN, and have Prometheus send it as a bearer token.",
    });
  }
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  const hash = (text: string) => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(hash(given), hash(token)))
    throw new PlimsollError("not-signed-in", "The token is missing or wrong.", {
      hint: "Send PLIMSOLL_METRICS_TOKEN as a bearer token.",
    });
}
