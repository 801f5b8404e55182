import { resolve } from "node:path";
import type { SettingGroup, SettingName, Settings } from "@plimsoll/api";
import { usualSources } from "@plimsoll/engine";
import { closest, distance } from "fastest-levenshtein";
import { parseProxies, type TrustedProxies } from "./inbound/trusted-proxies.ts";
import { type Place, parsePlaces } from "./outbound/outbound.ts";
import {
  type LogLevel,
  logLevels,
  parseDatabaseUrl,
  parseDays,
  parseFlag,
  parseHost,
  parseHours,
  parseList,
  parseLogLevel,
  parseMinutes,
  parsePassword,
  parsePort,
  parsePublicUrl,
  parseRate,
  parseSecretKey,
  parseToken,
} from "./setting-values.ts";
import { showSettings, textOf } from "./shown-settings.ts";

/** What the service is started with. */
export type Config = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Absolute path of the folder for everything that lasts. */
  readonly data: string;
  /** A PostgreSQL of the user's own; null: the embedded one, in `data`. */
  readonly databaseUrl: string | null;
  /** 32 bytes that seal stored secrets; null: a key file in `data`. */
  readonly secretKey: Buffer | null;
  readonly adminPassword: string | null;
  /** Path of a list of passwords that nobody may choose; null: none. */
  readonly passwordDenylist: string | null;
  /** Hours between two looks for newer advisories; 0: none by itself. */
  readonly updateHours: number;
  /** Minutes between two reads of what changed in a registry; 0: none by itself. */
  readonly syncMinutes: number;
  /** Of reports of what registries do not have any more, and of old runs; 0: without end. */
  readonly retentionDays: number;
  /** Of what the audit tells; 0: without end. */
  readonly auditDays: number;
  /** The command; looked for in PATH where it is no path. */
  readonly trivy: string;
  /** Where advisories come from, see docs/database.md. */
  readonly advisories: {
    /** In order of preference. */
    readonly sources: readonly string[];
    /** Of Trivy's Java database; null: none. */
    readonly java: string | null;
    /** Files or URLs; null: what comes with the program. */
    readonly kev: string | null;
    readonly epss: string | null;
    /** Files and folders of OSV records. */
    readonly own: readonly string[];
    readonly credentials: { readonly username: string; readonly password: string } | null;
  };
  /** No network for advisories. */
  readonly offline: boolean;
  /** What people open, without a slash at the end; null: what their browser asked for. */
  readonly publicUrl: string | null;
  /** Of what people name, where the service goes to. */
  readonly outbound: {
    /** Null: everywhere but where it is dangerous. */
    readonly allow: readonly Place[] | null;
    readonly deny: readonly Place[];
  };
  /** Who is believed about a client's address and scheme. */
  readonly trustedProxies: TrustedProxies;
  /** Absolute paths of PEM files; null: plain http. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** Requests a minute of one account or token; 0: any number. */
  readonly rateLimit: number;
  /** What a Prometheus has to send; null: metrics are told to this machine only. */
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
  /** All of the above for people to look at, without secrets. */
  readonly shown: Settings;
};

export type Setting<T> = {
  readonly name: SettingName;
  readonly group: SettingGroup;
  /** Nobody is told more than whether it is set. */
  readonly secret?: true;
  /** What it does, for `--help` and the manual. */
  readonly text: string;
  /** As it would be written; null where it is unset by default. */
  readonly default: string | null;
  /** Throws a `TypeError` that says what is expected. */
  readonly parse: (value: string) => T;
};

const table = {
  host: {
    name: "PLIMSOLL_HOST",
    group: "access",
    text: "Address to listen on. Bound to loopback, only this machine can connect.",
    default: "127.0.0.1",
    parse: parseHost,
  },
  port: {
    name: "PLIMSOLL_PORT",
    group: "access",
    text: "Port to listen on; 0 takes any free one.",
    default: "4180",
    parse: parsePort,
  },
  data: {
    name: "PLIMSOLL_DATA",
    group: "data",
    text: "Folder for everything that lasts: the embedded PostgreSQL and the key that seals secrets.",
    default: ".plimsoll",
    parse: (value) => resolve(value),
  },
  databaseUrl: {
    name: "DATABASE_URL",
    group: "data",
    text: "A PostgreSQL of your own (postgres://user:password@host/database); no embedded one is started then.",
    default: null,
    parse: parseDatabaseUrl,
  },
  secretKey: {
    name: "PLIMSOLL_SECRET_KEY",
    group: "data",
    secret: true,
    text: "Key that seals stored credentials: 32 bytes in base64 or hex. Unset, one is made and kept in the data folder, readable by its owner only.",
    default: null,
    parse: parseSecretKey,
  },
  adminPassword: {
    name: "PLIMSOLL_ADMIN_PASSWORD",
    group: "people",
    secret: true,
    text: "Password of the administrator `admin`, of 12 characters at least, set at every start while that account is enabled. Unset, one is generated at the first start and printed once.",
    default: null,
    parse: parsePassword,
  },
  passwordDenylist: {
    name: "PLIMSOLL_PASSWORD_DENYLIST",
    group: "people",
    text: "File of passwords that nobody may choose: one a line, or SHA-1 hashes in order as haveibeenpwned.com gives them.",
    default: null,
    parse: (value) => resolve(value),
  },
  updateHours: {
    name: "PLIMSOLL_UPDATE_HOURS",
    group: "advisories",
    text: "Hours between two looks for newer advisories, beside the one at each start; 0 never looks again by itself.",
    default: "6",
    parse: parseHours,
  },
  syncMinutes: {
    name: "PLIMSOLL_SYNC_MINUTES",
    group: "reach",
    text: "Minutes between two reads of what changed in a registry, beside what its webhooks tell; 0 never reads again by itself.",
    default: "15",
    parse: parseMinutes,
  },
  retentionDays: {
    name: "PLIMSOLL_RETENTION_DAYS",
    group: "upkeep",
    text: "Days that reports of images are kept which their registry does not have any more, and old runs with their logs; 0 keeps them without end.",
    default: "90",
    parse: parseDays,
  },
  auditDays: {
    name: "PLIMSOLL_AUDIT_DAYS",
    group: "upkeep",
    text: "Days that the audit is kept, of who did what; 0 keeps it without end.",
    default: "400",
    parse: parseDays,
  },
  trivy: {
    name: "PLIMSOLL_TRIVY",
    group: "reach",
    text: "The trivy command, for scanners of that kind: a path, or a name that is looked for in PATH.",
    default: "trivy",
    parse: (value) => value,
  },
  databaseSources: {
    name: "PLIMSOLL_DB_SOURCES",
    group: "advisories",
    text: "Where advisories come from, in order of preference and with commas: OCI artifacts like Trivy's database, files or folders, or starter for those that come with Plimsoll alone.",
    default: usualSources.map(({ name }) => name).join(","),
    parse: parseList,
  },
  databaseUsername: {
    name: "PLIMSOLL_DB_USERNAME",
    group: "advisories",
    text: "User name at the registry that holds the advisories.",
    default: null,
    parse: (value) => value,
  },
  databasePassword: {
    name: "PLIMSOLL_DB_PASSWORD",
    group: "advisories",
    secret: true,
    text: "Password at that registry.",
    default: null,
    parse: (value) => value,
  },
  javaDatabase: {
    name: "PLIMSOLL_JAVA_DB",
    group: "advisories",
    text: "Trivy's Java database, which names Java archives: an OCI artifact or a file. Unset, none is used.",
    default: null,
    parse: (value) => value,
  },
  kev: {
    name: "PLIMSOLL_KEV",
    group: "advisories",
    text: "CISA's list of exploited vulnerabilities (JSON): a file or URL. Unset, the one that comes with Plimsoll.",
    default: null,
    parse: (value) => value,
  },
  epss: {
    name: "PLIMSOLL_EPSS",
    group: "advisories",
    text: "FIRST's probabilities of exploitation (CSV, also .gz): a file or URL. Unset, those that come with Plimsoll.",
    default: null,
    parse: (value) => value,
  },
  ownAdvisories: {
    name: "PLIMSOLL_ADVISORIES",
    group: "advisories",
    text: "Files or folders of OSV records of your own, with commas, laid over the database.",
    default: null,
    parse: parseList,
  },
  offline: {
    name: "PLIMSOLL_OFFLINE",
    group: "advisories",
    text: "With 1, no network is used for advisories.",
    default: "0",
    parse: parseFlag,
  },
  publicUrl: {
    name: "PLIMSOLL_PUBLIC_URL",
    group: "access",
    text: "What people open in their browsers (https://plimsoll.example.com): single sign-on comes back to it, and a proxy may ask by it or by any other name. Unset, it is what each browser asked for.",
    default: null,
    parse: parsePublicUrl,
  },
  outboundAllow: {
    name: "PLIMSOLL_OUTBOUND_ALLOW",
    group: "reach",
    text: "Where the service may go for people who name a registry, scanner, channel or issuer, with commas: nets (10.0.0.0/8), addresses, hosts, all hosts below one (*.example.com), or * for every host. What it does not name is refused. Unset, everything but this machine (unless the service is bound to loopback) and link-local and metadata addresses: these are opened only by naming them, or a net that lies in theirs (127.0.0.1,*).",
    default: null,
    parse: (value) => parsePlaces(parseList(value)),
  },
  outboundDeny: {
    name: "PLIMSOLL_OUTBOUND_DENY",
    group: "reach",
    text: "Where it may not go, in the same form; it wins.",
    default: null,
    parse: (value) => parsePlaces(parseList(value)),
  },
  trustedProxies: {
    name: "PLIMSOLL_TRUSTED_PROXIES",
    group: "access",
    text: "Proxies before the service, with commas: addresses, nets (10.0.0.0/8), loopback, or none. Of these alone it believes X-Forwarded-For, -Proto and -Host and X-Request-Id.",
    default: "loopback",
    parse: parseProxies,
  },
  tlsCertificate: {
    name: "PLIMSOLL_TLS_CERT",
    group: "access",
    text: "PEM file of the certificate to serve https with, followed by those that issued it. It and its key are read again by themselves when they change.",
    default: null,
    parse: (value) => resolve(value),
  },
  tlsKey: {
    name: "PLIMSOLL_TLS_KEY",
    group: "access",
    text: "PEM file of that certificate's private key, without a passphrase.",
    default: null,
    parse: (value) => resolve(value),
  },
  rateLimit: {
    name: "PLIMSOLL_RATE_LIMIT",
    group: "access",
    text: "Requests to the API a minute of one account or one token, a fifth of them for what takes long (search, exports, remedies, previews), and ten times as many from one address; 0 sets no limit.",
    default: "3000",
    parse: parseRate,
  },
  metricsToken: {
    name: "PLIMSOLL_METRICS_TOKEN",
    group: "upkeep",
    secret: true,
    text: "Bearer token with which /metrics is told, for Prometheus. Unset, it is told to this machine only.",
    default: null,
    parse: parseToken,
  },
  logLevel: {
    name: "PLIMSOLL_LOG_LEVEL",
    group: "upkeep",
    text: `How much is written to standard error: ${logLevels.join(", ")}.`,
    default: "warn",
    parse: parseLogLevel,
  },
} as const satisfies Record<string, Setting<unknown>>;

/** Every setting there is; `--help` and `docs/configuration.md` are made of it. */
export const settings: readonly Setting<unknown>[] = Object.values(table);

/** All that is wrong with the settings, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

/** Reads the settings from environment variables. Throws `ConfigError`. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const read = <T>(setting: Setting<T>): T | null => {
    const value = textOf(setting, env);
    if (value === null) return null;
    try {
      return setting.parse(value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      faults.push(`${setting.name}: ${error.message}`);
      return null;
    }
  };
  const config = {
    host: read(table.host) ?? "",
    port: read(table.port) ?? 0,
    data: read(table.data) ?? "",
    databaseUrl: read(table.databaseUrl),
    secretKey: read(table.secretKey),
    adminPassword: read(table.adminPassword),
    passwordDenylist: read(table.passwordDenylist),
    updateHours: read(table.updateHours) ?? 0,
    syncMinutes: read(table.syncMinutes) ?? 0,
    retentionDays: read(table.retentionDays) ?? 0,
    auditDays: read(table.auditDays) ?? 0,
    trivy: read(table.trivy) ?? "",
    advisories: {
      sources: read(table.databaseSources) ?? [],
      java: read(table.javaDatabase),
      kev: read(table.kev),
      epss: read(table.epss),
      own: read(table.ownAdvisories) ?? [],
      credentials: credentialsOf(
        read(table.databaseUsername),
        read(table.databasePassword),
        faults,
      ),
    },
    offline: read(table.offline) ?? false,
    publicUrl: read(table.publicUrl),
    outbound: { allow: read(table.outboundAllow), deny: read(table.outboundDeny) ?? [] },
    trustedProxies: read(table.trustedProxies) ?? [],
    tls: tlsOf(read(table.tlsCertificate), read(table.tlsKey), faults),
    rateLimit: read(table.rateLimit) ?? 0,
    metricsToken: read(table.metricsToken),
    logLevel: read(table.logLevel) ?? "warn",
  };
  faults.push(...unknownNames(Object.keys(env)));
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...config, shown: showSettings(settings, env) };
}

/** What `plimsoll scan` reads from the same environment. */
const scanNames = /^PLIMSOLL_(?:REGISTRY_|CACHE_|DB_DIR$)/;

function unknownNames(names: readonly string[]): string[] {
  const known: readonly string[] = settings.map(({ name }) => name);
  return names
    .filter((name) => name.startsWith("PLIMSOLL_") && !known.includes(name))
    .filter((name) => !scanNames.test(name))
    .map((name) => {
      const near = closest(name, known);
      const hint = distance(name, near) <= 4 ? `; did you mean ${near}?` : ".";
      return `${name}: there is no such setting${hint}`;
    });
}

function credentialsOf(username: string | null, password: string | null, faults: string[]) {
  if ((username === null) !== (password === null))
    faults.push("PLIMSOLL_DB_USERNAME and PLIMSOLL_DB_PASSWORD go together: give both or neither.");
  return username === null || password === null ? null : { username, password };
}

function tlsOf(certificate: string | null, key: string | null, faults: string[]): Config["tls"] {
  if ((certificate === null) !== (key === null))
    faults.push("PLIMSOLL_TLS_CERT and PLIMSOLL_TLS_KEY go together: give both or neither.");
  return certificate === null || key === null ? null : { certificate, key };
}
