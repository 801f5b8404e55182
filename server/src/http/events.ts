import { randomInt, randomUUID } from "node:crypto";
import { eventSchema, eventsPath, type PlimsollEvent } from "@plimsoll/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { View } from "../accounts/person.ts";
import { isLive } from "../accounts/session.ts";
import { createSight, shownIn } from "../events/sight.ts";
import type { Service } from "../service.ts";
import { problemAnswers, securityOf } from "./described.ts";
import { permit, requirePerson } from "./permit.ts";

/** Milliseconds. A proxy that sees nothing for a while hangs up; a session that ended must not go on listening. */
const heartbeatEvery = 15_000;
const retryAfter = 2000;
/** A client that does not read is cut off; it comes back and fetches what it missed. */
const unreadBytes = 1 << 20;
const mostStep = 1000;
/** What a client that comes back within moments is sent again: so many events, of so many characters together. */
const kept = { events: 500, characters: 1 << 20 };

type Stored = { readonly id: number; readonly event: PlimsollEvent };
type Client = { readonly view: View; send(stored: Stored): void; end(): void };

/** Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html; each client hears of what it sees. */
export function addEvents(app: FastifyInstance, service: Service): void {
  // An id of another process, or of this one before it was started again, must not be taken for one of ours.
  const run = randomUUID().slice(0, 8);
  const recent: Stored[] = [];
  const clients = new Set<Client>();
  const sight = createSight(service);
  let counter = 0;
  let characters = 0;
  // One after the other: to find out who sees an event may take a moment, and they must arrive in their order.
  let turn = Promise.resolve();
  const inTurn = (act: () => Promise<void>) => {
    turn = turn.then(act).catch((error: unknown) => {
      service.log.warn({ err: error }, "an event could not be told");
    });
  };
  const unsubscribe = service.events.subscribe((event) => {
    inTurn(async () => {
      // In steps of any size, so that nobody counts what others do.
      counter += randomInt(1, mostStep);
      const stored = { id: counter, event };
      recent.push(stored);
      characters += sizeOf(event);
      while (recent.length > kept.events || characters > kept.characters)
        characters -= sizeOf(recent.shift()?.event);
      for (const client of clients) if (await sight.sees(client.view, event)) client.send(stored);
    });
  });
  app.addHook("preClose", async () => {
    unsubscribe();
    for (const client of clients) client.end();
  });

  app.get(eventsPath, {
    // Without a body, a stream would be open and tell nothing.
    exposeHeadRoute: false,
    schema: {
      operationId: "events",
      summary: "What changes, as server-sent events",
      tags: ["events"],
      ...securityOf("results.read"),
      response: {
        200: {
          description: "A stream; the data of each event is one of these",
          content: { "text/event-stream": { schema: eventSchema } },
        },
        ...problemAnswers,
      },
    },
    ...permit(service.db, "results.read"),
    handler: (request, reply) => {
      const person = requirePerson(request);
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      raw.write(`retry: ${retryAfter}\n\n`);
      const write = (text: string) => {
        if (raw.writableLength > unreadBytes) return raw.destroy();
        raw.write(text);
      };
      const { view } = person;
      const client: Client = {
        view,
        send: ({ id, event }) => write(toText(`${run}-${id}`, shownIn(view, event))),
        end: () => raw.end(),
      };
      inTurn(async () => {
        for (const stored of missed(lastHeard(request), run, recent))
          if (await sight.sees(view, stored.event)) client.send(stored);
        if (!raw.destroyed) clients.add(client);
      });
      const heartbeat = setInterval(() => {
        isLive(service.db, person).then(
          (live) => (live ? write(": still here\n\n") : raw.end()),
          (error: unknown) => service.log.warn({ err: error }, "a session could not be looked up"),
        );
      }, heartbeatEvery);
      raw.on("close", () => {
        clearInterval(heartbeat);
        clients.delete(client);
      });
    },
  });
}

/** The browser's own header, or the query, where a script comes back by itself. */
function lastHeard({ headers, query }: FastifyRequest): unknown {
  return headers["last-event-id"] ?? (query as { after?: string }).after;
}

function toText(id: string, event: PlimsollEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}

function sizeOf(event: PlimsollEvent | undefined): number {
  return event === undefined ? 0 : JSON.stringify(event).length;
}

function missed(lastId: unknown, run: string, recent: readonly Stored[]): readonly Stored[] {
  const [ofRun, id] = typeof lastId === "string" ? lastId.split("-") : [];
  return ofRun === run ? recent.filter((stored) => stored.id > Number(id)) : [];
}
