export const settings = {
  settings: {
    default: "default",
    group: {
      access: "How it is reached",
      data: "Where its data is",
      people: "Passwords",
      advisories: "Advisories",
      reach: "Registries and scanners",
      upkeep: "Upkeep",
    },
    how: {
      title: "Set by the environment",
      text: "The service reads these variables when it starts, and they stay as they are while it runs. To change one, set it where the service is started, and start the service again.",
    },
    secret: "set, and never shown",
    unset: "not set",
    what: {
      PLIMSOLL_HOST:
        "The address it listens on. On a loopback address, only its own machine can connect.",
      PLIMSOLL_PORT: "The port it listens on; 0 takes any free one.",
      PLIMSOLL_DATA:
        "The folder for everything that lasts: the embedded PostgreSQL, and the key that seals secrets.",
      DATABASE_URL:
        "A PostgreSQL of your own. Not set, an embedded one is started in the data folder.",
      PLIMSOLL_SECRET_KEY:
        "The key that seals stored credentials. Not set, one is kept in the data folder.",
      PLIMSOLL_ADMIN_PASSWORD:
        "The password that the account admin is given at every start while it is enabled. Not set, one is generated at the first start.",
      PLIMSOLL_PASSWORD_DENYLIST: "A file of passwords that nobody may choose.",
      PLIMSOLL_UPDATE_HOURS:
        "Hours between two looks for newer advisories, beside the one at each start; with 0 there is no other.",
      PLIMSOLL_SYNC_MINUTES:
        "Minutes between two reads of what changed in a registry, beside what webhooks tell; 0 never reads again by itself.",
      PLIMSOLL_RETENTION_DAYS:
        "Days that reports are kept of images which their registry does not have any more, and old runs with their logs; 0 keeps them without end.",
      PLIMSOLL_AUDIT_DAYS: "Days that the audit is kept; 0 keeps it without end.",
      PLIMSOLL_TRIVY: "The trivy command, for scanners of that kind.",
      PLIMSOLL_DB_SOURCES: "Where advisories come from, in order of preference.",
      PLIMSOLL_DB_USERNAME: "The user name at the registry that holds the advisories.",
      PLIMSOLL_DB_PASSWORD: "The password at that registry.",
      PLIMSOLL_JAVA_DB: "Trivy’s Java database, which names Java archives. Not set, none is used.",
      PLIMSOLL_KEV:
        "The list of vulnerabilities that are exploited. Not set, the one that comes with Plimsoll.",
      PLIMSOLL_EPSS: "The probabilities of exploitation. Not set, those that come with Plimsoll.",
      PLIMSOLL_ADVISORIES: "Advisories of your own (OSV), laid over the database.",
      PLIMSOLL_OFFLINE: "Whether advisories are had without a network.",
      PLIMSOLL_PUBLIC_URL:
        "What people open in their browsers; single sign-on comes back to it. Not set, it is what each browser asked for.",
      PLIMSOLL_OUTBOUND_ALLOW:
        "Where it may go for people who name an address. Not set, everywhere but to link-local and metadata addresses; to its own machine only while it listens on loopback.",
      PLIMSOLL_OUTBOUND_DENY: "Where it may not go for them, whatever is allowed.",
      PLIMSOLL_TRUSTED_PROXIES:
        "The proxies that it believes about a client’s address, scheme and host.",
      PLIMSOLL_TLS_CERT:
        "The file of the certificate that it serves https with. Not set, it speaks plain http.",
      PLIMSOLL_TLS_KEY: "The file of that certificate’s private key.",
      PLIMSOLL_RATE_LIMIT:
        "Requests a minute of one account or one token; a fifth of them for what takes long, ten times as many from one address. 0 sets no limit.",
      PLIMSOLL_METRICS_TOKEN:
        "The token with which /metrics is told. Not set, it is told to the service’s own machine only.",
      PLIMSOLL_LOG_LEVEL: "How much is written to standard error.",
    },
  },
};
