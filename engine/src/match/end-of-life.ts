import type { OperatingSystem } from "../inventory/package.ts";

/** Until when a release gets security fixes, for free and for everyone; past that, an image without findings is only an image nobody looks after. */
export type EndOfLife = {
  /** YYYY-MM-DD, the last day. */
  readonly date: string;
  readonly ended: boolean;
  /** Where the distribution says so. */
  readonly source: string;
};

type Lifecycle = { readonly source: string; readonly dates: Readonly<Record<string, string>> };

/** By os-release's ID, then by the release as `OperatingSystem` has it. */
const lifecycles: Readonly<Record<string, Lifecycle>> = {
  almalinux: {
    source: "https://wiki.almalinux.org/release-notes/",
    dates: { "8": "2029-03-01", "9": "2032-05-31", "10": "2035-05-31" },
  },
  alpine: {
    source: "https://alpinelinux.org/releases/",
    dates: {
      "3.0": "2016-05-01",
      "3.1": "2016-11-01",
      "3.2": "2017-05-01",
      "3.3": "2017-11-01",
      "3.4": "2018-05-01",
      "3.5": "2018-11-01",
      "3.6": "2019-05-01",
      "3.7": "2019-11-01",
      "3.8": "2020-05-01",
      "3.9": "2020-11-01",
      "3.10": "2021-05-01",
      "3.11": "2021-11-01",
      "3.12": "2022-05-01",
      "3.13": "2022-11-01",
      "3.14": "2023-05-01",
      "3.15": "2023-11-01",
      "3.16": "2024-05-23",
      "3.17": "2024-11-22",
      "3.18": "2025-05-09",
      "3.19": "2025-11-01",
      "3.20": "2026-04-01",
      "3.21": "2026-11-01",
      "3.22": "2027-05-01",
      "3.23": "2027-11-01",
    },
  },
  amzn: {
    source: "https://aws.amazon.com/linux/",
    dates: { "1": "2023-12-31", "2": "2026-06-30", "2023": "2029-06-30" },
  },
  azurelinux: {
    source: "https://learn.microsoft.com/azure/azure-linux/support-cycle",
    dates: { "3.0": "2027-07-31" },
  },
  // CentOS Linux up to 8, CentOS Stream from 9 on.
  centos: {
    source: "https://www.centos.org/cl-vs-cs/",
    dates: {
      "5": "2017-03-31",
      "6": "2020-11-30",
      "7": "2024-06-30",
      "8": "2021-12-31",
      "9": "2027-05-31",
      "10": "2030-05-31",
    },
  },
  // Of the long term support, which the images follow by themselves.
  debian: {
    source: "https://wiki.debian.org/LTS",
    dates: {
      "6": "2016-02-29",
      "7": "2018-05-31",
      "8": "2020-06-30",
      "9": "2022-06-30",
      "10": "2024-06-30",
      "11": "2026-08-31",
      "12": "2028-06-30",
      "13": "2030-06-30",
    },
  },
  mariner: {
    source: "https://learn.microsoft.com/azure/azure-linux/support-cycle",
    dates: { "1.0": "2023-07-31", "2.0": "2025-07-31" },
  },
  ol: {
    source: "https://www.oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf",
    dates: {
      "5": "2017-06-30",
      "6": "2021-03-31",
      "7": "2024-12-31",
      "8": "2029-07-31",
      "9": "2032-06-30",
      "10": "2035-06-30",
    },
  },
  "opensuse-leap": {
    source: "https://en.opensuse.org/Lifetime",
    dates: {
      "42.3": "2019-06-30",
      "15.0": "2019-12-03",
      "15.1": "2021-02-02",
      "15.2": "2022-01-04",
      "15.3": "2022-12-31",
      "15.4": "2023-12-07",
      "15.5": "2024-12-31",
      "15.6": "2026-04-30",
      "16.0": "2027-10-31",
    },
  },
  photon: {
    source: "https://github.com/vmware/photon/wiki/Photon-Support-Information",
    dates: {
      "1.0": "2022-02-28",
      "2.0": "2022-12-31",
      "3.0": "2024-03-31",
      "4.0": "2026-03-31",
    },
  },
  // Maintenance support; the extended one is for those who pay.
  rhel: {
    source: "https://access.redhat.com/support/policy/updates/errata",
    dates: {
      "5": "2017-03-31",
      "6": "2020-11-30",
      "7": "2024-06-30",
      "8": "2029-05-31",
      "9": "2032-05-31",
      "10": "2035-05-31",
    },
  },
  rocky: {
    source: "https://wiki.rockylinux.org/rocky/version/",
    dates: { "8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31" },
  },
  "sle-micro": {
    source: "https://www.suse.com/lifecycle/",
    dates: {
      "5.0": "2022-03-31",
      "5.1": "2025-10-31",
      "5.2": "2026-05-31",
      "5.3": "2026-10-30",
      "5.4": "2027-04-30",
      "5.5": "2027-10-31",
      "6.0": "2028-06-30",
      "6.1": "2028-11-30",
    },
  },
  sles: {
    source: "https://www.suse.com/lifecycle/",
    dates: {
      "11.4": "2019-03-31",
      "12.3": "2019-06-30",
      "12.4": "2020-06-30",
      "12.5": "2024-10-31",
      "15": "2019-12-31",
      "15.1": "2021-01-31",
      "15.2": "2021-12-31",
      "15.3": "2022-12-31",
      "15.4": "2023-12-31",
      "15.5": "2024-12-31",
      "15.6": "2025-12-31",
      "15.7": "2031-07-31",
      "16.0": "2027-11-30",
    },
  },
  ubuntu: {
    source: "https://ubuntu.com/about/release-cycle",
    dates: {
      "12.04": "2017-04-28",
      "14.04": "2019-04-25",
      "16.04": "2021-04-30",
      "18.04": "2023-05-31",
      "20.04": "2025-05-31",
      "22.04": "2027-04-30",
      "22.10": "2023-07-20",
      "23.04": "2024-01-25",
      "23.10": "2024-07-11",
      "24.04": "2029-05-31",
      "24.10": "2025-07-10",
      "25.04": "2026-01-15",
      "25.10": "2026-07-31",
      "26.04": "2031-05-31",
    },
  },
};

/** Null where the distribution has no releases, or none that is known. */
export function endOfLife(
  os: (Pick<OperatingSystem, "family"> & Partial<OperatingSystem>) | null,
  now: Date,
): EndOfLife | null {
  const lifecycle = os && Object.hasOwn(lifecycles, os.family) ? lifecycles[os.family] : undefined;
  const date = lifecycle?.dates[os?.release ?? ""];
  if (!lifecycle || date === undefined) return null;
  return { date, ended: now.toISOString().slice(0, 10) > date, source: lifecycle.source };
}

/** A successor is to last this long; else the one that lasts longest is taken. */
const worthMoving = 365 * 86_400_000;

/** The release of the same distribution to go to: the next one that gets fixes for another year. Null where none is known. */
export function successorOf(
  { family, release }: Pick<OperatingSystem, "family" | "release">,
  now: Date,
): string | null {
  const dates = Object.hasOwn(lifecycles, family) ? (lifecycles[family]?.dates ?? {}) : {};
  const later = Object.entries(dates)
    .filter(
      ([one, date]) => byNumbers.compare(one, release) > 0 && Date.parse(date) > now.getTime(),
    )
    .sort(([a], [b]) => byNumbers.compare(a, b));
  const lasting = later.find(([, date]) => Date.parse(date) - now.getTime() >= worthMoving);
  const longest = later.toSorted(([, a], [, b]) => (a < b ? 1 : -1))[0];
  return (lasting ?? longest)?.[0] ?? null;
}

const byNumbers = new Intl.Collator("en", { numeric: true });
