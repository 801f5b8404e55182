import type { IncomingMessage, Server } from "node:http";

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Ends connections whose request is not there in so many milliseconds. Node's own `requestTimeout` is one for all requests, and has
 * to bear the longest: https://nodejs.org/api/http.html#serverrequesttimeout
 */
export function boundBodies<S extends Pick<Server, "prependListener">>(server: S, ms: number): S {
  server.prependListener("request", (request: IncomingMessage) => {
    const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
    if (length !== "0" || encoding !== undefined) giveTime(request, ms);
  });
  return server;
}

/** From now on. */
export function giveTime(request: IncomingMessage, ms: number): void {
  clearTimeout(timers.get(request));
  if (request.complete) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, ms);
  timers.set(request, timer.unref());
}
