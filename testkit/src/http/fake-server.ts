import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What is answered; a function writes the answer itself, as only those can who want to do it badly. */
export type FakeAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  | ((response: ServerResponse) => void);

export type FakeRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
};

export type FakeServer = {
  readonly address: string;
  /** Requests that are being answered. */
  open(): number;
  close(): Promise<void>;
};

/** A small HTTP server on loopback. */
export async function startFakeServer(
  answer: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
  port = 0,
): Promise<FakeServer> {
  let open = 0;
  const server = createServer((request, response) => {
    open++;
    const gone = new AbortController();
    response.once("close", () => {
      open--;
      gone.abort();
    });
    respond(request, response, gone.signal).catch(() => response.destroy());
  });

  async function respond(request: IncomingMessage, response: ServerResponse, gone: AbortSignal) {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const url = new URL(request.url ?? "/", "http://fake");
    const { method = "GET", headers } = request;
    const given = await answer({ method, url, headers, body, gone });
    if (response.destroyed) return;
    if (typeof given === "function") return given(response);
    response.writeHead(given.status, { "content-type": "application/json", ...given.headers });
    response.end(
      given.body === undefined || typeof given.body === "string"
        ? given.body
        : JSON.stringify(given.body),
    );
  }

  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return {
    address: `http://127.0.0.1:${bound.port}`,
    open: () => open,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ways in which anything that speaks HTTP can go wrong. */
export const badAnswers = {
  /** It takes the request and says nothing. */
  stuck: () => {},
  /** The words of something else. */
  garbage: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" }).end("{not: json");
  },
  /** JSON, but of another shape. */
  wrong: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" }).end('["what", 1, null]');
  },
  /** A page of a proxy. */
  page: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
  },
  /** It never ends. */
  endless: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = Buffer.alloc(1 << 16, " ");
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  },
  /** The connection ends in the middle. */
  cut: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"half": ', () => response.destroy());
  },
  /** It ends before anything is said. */
  reset: (response: ServerResponse) => void response.destroy(),
} as const satisfies Record<string, (response: ServerResponse) => void>;
export type BadAnswer = keyof typeof badAnswers;
