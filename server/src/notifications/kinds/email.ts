import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { PlimsollError } from "../../error.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { type Sent, toText } from "../message.ts";
import type { EmailTarget } from "./kind.ts";

/** Milliseconds for each step. */
const patience = 10_000;

/** By SMTP. The server is connected to at the address that was checked. What it answered. */
export async function sendEmail(
  message: Sent,
  { to, from, server }: EmailTarget,
  outbound: Outbound,
): Promise<string> {
  const { host, ...connection } = parseServer(server);
  const [first] = await outbound.resolve(host);
  const transport = createTransport({
    ...connection,
    host: first?.address ?? host,
    // The certificate is of the name, whatever address it has; an address is none.
    ...(isIP(host) === 0 ? { tls: { servername: host } } : {}),
    ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { response } = await transport.sendMail({
      ...{ from, to },
      subject: `Plimsoll: ${message.title}`.slice(0, 200),
      text: toText(message, 100_000),
      headers: { "X-Plimsoll-Delivery": message.id, "Auto-Submitted": "auto-generated" },
    });
    return response;
  } finally {
    transport.close();
  }
}

/** Throws `bad-request`. */
export function parseServer(server: string) {
  const url = URL.parse(server);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
    throw new PlimsollError("bad-request", "That is no mail server.", {
      hint: "Give it as smtp://user:password@host:587, or smtps:// where it speaks TLS from the start.",
    });
  const secure = url.protocol === "smtps:";
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    // A password goes over a connection that nobody can listen to.
    requireTLS: !secure && user !== "",
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}
