import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { onTestFinished } from "vitest";

export type Request = {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
};
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Bytes after which the connection is cut. */
  readonly cutAfter?: number;
  /** Bytes after which nothing more comes. */
  readonly hangAfter?: number;
};

export type FakeRegistry = {
  /** `http(s)://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly requests: Request[];
  close(): Promise<void>;
};

/** An HTTP server that answers as a test says, and remembers what it was asked. */
export async function fakeRegistry(
  answer: (request: Request, count: number) => Reply,
  tls?: { key: string; cert: string },
): Promise<FakeRegistry> {
  const requests: Request[] = [];
  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, authorization: headers.authorization, range: headers.range };
    const count = requests.filter((one) => one.url === url).length;
    requests.push(request);
    incoming.resume();
    const reply = answer(request, count);
    const { status = 200, headers: given = {}, body = "", cutAfter, hangAfter } = reply;
    const bytes = Buffer.from(body);
    if (hangAfter === 0) return;
    response.writeHead(status, { "content-length": bytes.length, ...given });
    if (hangAfter !== undefined) response.write(bytes.subarray(0, hangAfter));
    else if (cutAfter === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, cutAfter), () => response.destroy());
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${bound.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Closes it when the test that opened it is over, however it ends. */
export function untilTestEnds<T extends { close(): Promise<void> }>(opened: T): T {
  onTestFinished(() => opened.close());
  return opened;
}
