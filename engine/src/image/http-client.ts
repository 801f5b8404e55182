import type { Agent, Dispatcher, ProxyAgent } from "undici";

/*
 * The parts of undici that most requests need. Its front door also loads a fetch, caches, web sockets and mocks: 35 ms
 * and 8 MB more, which each command would pay. An archive is read in less time than even these take, so they are
 * loaded when they are needed.
 */

export async function openAgent(options: Agent.Options): Promise<Dispatcher> {
  const { default: Agent } = await import("undici/lib/dispatcher/agent.js");
  return new Agent(options);
}

export async function openProxyAgent(options: ProxyAgent.Options): Promise<Dispatcher> {
  // Its tunnels need what only the front door puts together.
  const { ProxyAgent } = await import("undici");
  return new ProxyAgent(options);
}

/** One request through an agent, as `Dispatcher.request` documents it. */
export async function request(
  dispatcher: Dispatcher,
  options: Dispatcher.RequestOptions,
): Promise<Dispatcher.ResponseData> {
  const { default: request } = await import("undici/lib/api/api-request.js");
  return request.call(dispatcher, options);
}
