import { createPrivateKey, X509Certificate } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { RequestListener, ServerOptions } from "node:http";
import { createServer, type Server } from "node:https";
import { createSecureContext } from "node:tls";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { PlimsollError } from "../error.ts";

/** What https is served with. */
export type Tls = {
  /** A server that follows the files. */
  createServer(options: ServerOptions, listener: RequestListener): Server;
  close(): void;
};

type Files = NonNullable<Config["tls"]>;
type Pair = { readonly cert: Buffer; readonly key: Buffer };

/**
 * Milliseconds between two looks. Files that are mounted into a container are links that are switched over,
 * which `watch` does not see: https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically
 */
const lookEvery = 10_000;
/** A chain has a few kilobytes. */
const mostBytes = 1 << 20;

/**
 * Reads the files and checks that they go together; again whenever one changes. What then cannot be used is told, and what was
 * used before stays. Connections that are open keep what they began with. Throws `certificate-unusable`.
 */
export async function openTls(files: Files, log: Logger, every = lookEvery): Promise<Tls> {
  let pair = await readPair(files, log);
  const servers = new Set<Server>();
  const reload = async () => {
    try {
      const next = await readPair(files, log);
      if (next.cert.equals(pair.cert) && next.key.equals(pair.key)) return;
      pair = next;
      for (const server of servers) server.setSecureContext(pair);
      log.info("the certificate was read again");
    } catch (error) {
      // The other of the two may not have been written yet: its change brings us back.
      log.warn({ err: error }, "the changed certificate cannot be used; the one before stays");
    }
  };
  const changed = () => void reload();
  const paths = [files.certificate, files.key];
  for (const path of paths) watchFile(path, { interval: every, persistent: false }, changed);
  return {
    createServer: (options, listener) => {
      const server = createServer({ ...options, ...pair }, listener);
      servers.add(server);
      return server;
    },
    close: () => {
      for (const path of paths) unwatchFile(path, changed);
    },
  };
}

async function readPair(files: Files, log: Logger): Promise<Pair> {
  const cert = await read("PLIMSOLL_TLS_CERT", files.certificate);
  const key = await read("PLIMSOLL_TLS_KEY", files.key);
  const certificate = parse(
    "PLIMSOLL_TLS_CERT",
    files.certificate,
    () => new X509Certificate(cert),
  );
  const privateKey = parse("PLIMSOLL_TLS_KEY", files.key, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw unusable(
      `The key in ${files.key} is not that of the certificate in ${files.certificate}`,
      {
        hint: "The certificate itself comes first in its file, and then those that issued it.",
      },
    );
  // What else OpenSSL refuses: another form than PEM, a weak key, a broken chain.
  parse("PLIMSOLL_TLS_CERT", files.certificate, () => createSecureContext({ cert, key }));
  const { validFromDate, validToDate } = certificate;
  const now = new Date();
  if (now > validToDate || now < validFromDate) {
    const times = { from: validFromDate.toISOString(), to: validToDate.toISOString() };
    log.warn(times, "the certificate is expired or not valid yet: browsers refuse it");
  }
  return { cert, key };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "may not be read by the service's user",
  EISDIR: "is a folder",
};

async function read(setting: string, path: string): Promise<Buffer> {
  const hint = `It is named by ${setting}.`;
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw unusable(`${path} is too large to be a PEM file`, { hint });
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    const { code = "", message } = cause as NodeJS.ErrnoException;
    throw unusable(`${path} ${reasons[code] ?? `cannot be read (${message})`}`, { cause, hint });
  }
}

const expected: Readonly<Record<string, string>> = {
  PLIMSOLL_TLS_CERT: "a certificate in PEM (-----BEGIN CERTIFICATE-----)",
  PLIMSOLL_TLS_KEY: "a private key in PEM without a passphrase (-----BEGIN PRIVATE KEY-----)",
};

function parse<T>(setting: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unusable(`${path} does not hold ${expected[setting]}`, {
      cause,
      hint: `It is named by ${setting}.`,
    });
  }
}

function unusable(message: string, options: { cause?: unknown; hint: string }): PlimsollError {
  return new PlimsollError("certificate-unusable", message, options);
}
