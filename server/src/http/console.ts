import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { notFound } from "../error.ts";
import { sendProblem } from "./problems.ts";

export const consoleFolder = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** Serves the built console; what is no file is one of its pages, which it draws itself. */
export async function addConsole(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, "index.html"));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      // The build writes each of them compressed too.
      preCompressed: true,
      setHeaders: (reply, path) => {
        // The build puts a hash of the content into the names of what is in `assets`.
        const hashed = path.startsWith(join(folder, "assets"));
        reply.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const page =
      request.method === "GET" &&
      !request.url.startsWith("/api/") &&
      !request.url.startsWith("/assets/") &&
      (request.headers.accept ?? "").includes("text/html");
    if (!page) return sendProblem(notFound("address"), request, reply);
    return built ? reply.sendFile("index.html") : sendNotBuilt(reply);
  });
}

function sendNotBuilt(reply: FastifyReply) {
  return reply
    .code(503)
    .type("text/plain; charset=utf-8")
    .send(
      "The console has not been built. Run `npm run setup`, then start again. The API under /api/v1 works.\n",
    );
}
