import pg from "pg";
import type { Logger } from "pino";

const reconnectAfter = 1000;

/** One connection for as long as the process runs, begun anew by itself when it breaks. */
export async function stayConnected(
  url: string,
  name: string,
  log: Logger,
  begin: (client: pg.Client) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: name });
    next.on("error", (error) => {
      if (closed || client !== next) return;
      client = undefined;
      log.warn({ reason: error.message, connection: name }, "a connection of its own broke");
      retry();
    });
    try {
      await next.connect();
      await begin(next);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    client = next;
  };
  const retry = () => {
    timer = setTimeout(() => {
      if (!closed) connect().catch(retry);
    }, reconnectAfter);
  };
  await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
