import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { boundBodies, giveTime } from "./body-deadline.ts";

let server: ReturnType<typeof createServer>;
afterEach(() => void server.close());

async function start(ms: number, handle: (request: IncomingMessage) => void) {
  server = boundBodies(
    createServer((request, response) => {
      handle(request);
      request.resume().on("end", () => response.end("whole"));
    }),
    ms,
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  socket.on("error", () => undefined);
  return { socket, answer: () => answer };
}

const half = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\nab";

test("a request that is not there in time ends with its connection", async () => {
  const { socket, answer } = await start(50, () => undefined);
  socket.write(half);
  await once(socket, "close");
  expect(answer()).toBe("");
});

test("one that was given more time comes whole", async () => {
  const given = Promise.withResolvers<void>();
  const { socket, answer } = await start(1, (request) => {
    giveTime(request, 60_000);
    // Later than the first deadline, which would be over by then.
    setTimeout(given.resolve, 20);
  });
  socket.write(half);
  await given.promise;
  socket.write("cd");
  await once(socket, "close");
  expect(answer()).toContain("whole");
});
