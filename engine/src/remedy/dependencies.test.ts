import { describe, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { installed, layer, system } from "../../test/remedies.ts";
import { checkPlan, type PlanCase } from "../../test/told-plan.ts";

const debian12 = system("debian", "12");
const apt = installed("deb", "apt", "2.6.1");
const own = (index: number, command: string | null = null) => ({ layer: layer(index, command) });
const nested = (parent: string, name: string) => ({
  path: `app/node_modules/${parent}/node_modules/${name}/package.json`,
});
const npmsOwn = (name: string, version: string) =>
  installed("npm", name, version, {
    path: `usr/local/lib/node_modules/npm/node_modules/${name}/package.json`,
  });

const languages: readonly PlanCase[] = [
  [
    "nothing wrong",
    [installed("npm", "lodash", "4.17.21")],
    { "npm/lodash": ["CVE-1: <4.17.21"] },
    {},
  ],
  [
    "the smallest version that clears all of a package",
    [installed("npm", "lodash", "4.17.11")],
    { "npm/lodash": ["CVE-1: <4.17.12", "CVE-2: <4.17.21", "CVE-3: <4.17.19"] },
    { steps: ["upgrade-dependency lodash 4.17.11 -> 4.17.21, patch: CVE-1 CVE-2 CVE-3"] },
  ],
  [
    "a fix in each of several branches: the own one",
    [installed("npm", "ws", "7.0.0")],
    { "npm/ws": ["CVE-1: >=7.0.0 <7.5.10 or >=8.0.0 <8.17.1"] },
    { steps: ["upgrade-dependency ws 7.0.0 -> 7.5.10, minor: CVE-1"] },
  ],
  [
    "a fix in the next major version alone, with what can be had without it",
    [installed("npm", "tar", "6.1.0")],
    { "npm/tar": ["CVE-1: <6.2.1", "CVE-2: <7.5.3"] },
    { steps: ["upgrade-dependency tar 6.1.0 -> 7.5.3, major: CVE-1 CVE-2, or 6.2.1 for CVE-1"] },
  ],
  [
    "only in the next major version, nothing without it",
    [installed("npm", "request", "2.88.2")],
    { "npm/request": ["CVE-1: <3.0.0"] },
    { steps: ["upgrade-dependency request 2.88.2 -> 3.0.0, major: CVE-1"] },
  ],
  [
    "below 1.0 the second number is npm's major version",
    [installed("npm", "axios", "0.21.1")],
    { "npm/axios": ["CVE-1: <0.21.2", "CVE-2: <0.28.0"] },
    {
      steps: ["upgrade-dependency axios 0.21.1 -> 0.28.0, major: CVE-1 CVE-2, or 0.21.2 for CVE-1"],
    },
  ],
  [
    "a fix that is itself affected by what came later",
    [installed("maven", "org.apache.logging.log4j:log4j-core", "2.14.1")],
    {
      "Maven/org.apache.logging.log4j:log4j-core": [
        "CVE-2021-44228: >=2.0 <2.15.0",
        "CVE-2021-45046: >=2.15.0 <2.16.0",
        "CVE-2021-45105: >=2.16.0 <2.17.0",
      ],
    },
    {
      steps: [
        "upgrade-dependency org.apache.logging.log4j:log4j-core 2.14.1 -> 2.17.0, minor: CVE-2021-44228",
      ],
    },
  ],
  [
    "a fix that brings what has none: the next that does not",
    [installed("npm", "a", "1.0.0")],
    {
      "npm/a": [
        "CVE-1: <1.1.0 or >=1.1.5 <1.2.0",
        advisory({ id: "CVE-2", ranges: [{ introduced: "1.1.0", lastAffected: "1.1.9" }] }),
      ],
    },
    { steps: ["upgrade-dependency a 1.0.0 -> 1.2.0, minor: CVE-1"] },
  ],
  [
    "every fix brings what has none: the smallest, and that is said",
    [installed("npm", "a", "1.0.0")],
    { "npm/a": ["CVE-1: <1.1.0", "CVE-2: <1.2.0", "CVE-3: >=1.2.0 <1.2.1", "CVE-4: >=1.2.1"] },
    {
      steps: ["upgrade-dependency a 1.0.0 -> 1.2.1, minor: CVE-1 CVE-2, brings CVE-4"],
      left: ["no-fix: CVE-4"],
    },
  ],
  [
    "no version that is better: worse would come",
    [installed("npm", "a", "1.0.0")],
    {
      "npm/a": [
        { ...advisory({ id: "CVE-1", ranges: [{ fixed: "1.1.0" }] }), severity: "low" },
        { ...advisory({ id: "CVE-2", ranges: [{ introduced: "1.1.0" }] }), severity: "critical" },
      ],
    },
    { left: ["out-of-reach: CVE-1"] },
  ],
  [
    "no release but an early one",
    [installed("npm", "a", "4.0.0")],
    { "npm/a": ["CVE-1: <5.0.0-rc.1"] },
    { steps: ["upgrade-dependency a 4.0.0 -> 5.0.0-rc.1, major: CVE-1"] },
  ],
  [
    "a release before an early version",
    [installed("npm", "a", "4.0.0")],
    { "npm/a": ["CVE-1: <4.1.0-beta.2", "CVE-1: <4.1.0"] },
    { steps: ["upgrade-dependency a 4.0.0 -> 4.1.0, minor: CVE-1"] },
  ],
  [
    "sources that disagree: the higher one",
    [installed("pypi", "jinja2", "3.1.2")],
    {
      "PyPI/jinja2": [
        advisory({ id: "CVE-1", source: "a", ranges: [{ fixed: "3.1.3" }] }),
        advisory({ id: "CVE-1", source: "b", ranges: [{ fixed: "3.1.4" }] }),
      ],
    },
    { steps: ["upgrade-dependency jinja2 3.1.2 -> 3.1.4, patch: CVE-1"] },
  ],
  [
    "a year is no major version",
    [installed("pypi", "certifi", "2022.12.7")],
    { "PyPI/certifi": ["CVE-1: <2023.7.22"] },
    { steps: ["upgrade-dependency certifi 2022.12.7 -> 2023.7.22, minor: CVE-1"] },
  ],
  [
    "a fix that no version has",
    [installed("npm", "ip", "2.0.1")],
    { "npm/ip": ["CVE-1: *"] },
    { left: ["no-fix: CVE-1"] },
  ],
  [
    "one fix and one without",
    [installed("npm", "ip", "1.1.5")],
    { "npm/ip": ["CVE-1: <1.1.9", "CVE-2: *"] },
    { steps: ["upgrade-dependency ip 1.1.5 -> 1.1.9, patch: CVE-1"], left: ["no-fix: CVE-2"] },
  ],
  [
    "the same module in an application and within another's: one step",
    [installed("npm", "qs", "6.5.2"), installed("npm", "qs", "6.5.2", nested("express", "qs"))],
    { "npm/qs": ["CVE-1: <6.5.3"] },
    { steps: ["upgrade-dependency qs 6.5.2 -> 6.5.3, patch: CVE-1 CVE-1"] },
  ],
  [
    "a workspace's own module and the root's: each its manifest",
    [
      installed("npm", "qs", "6.5.2"),
      installed("npm", "qs", "6.5.2", { path: "app/packages/shop/node_modules/qs/package.json" }),
    ],
    { "npm/qs": ["CVE-1: <6.5.3"] },
    {
      steps: [
        "upgrade-dependency qs 6.5.2 -> 6.5.3, patch: CVE-1",
        "upgrade-dependency qs 6.5.2 -> 6.5.3, patch: CVE-1",
      ],
    },
  ],
  [
    "modules that npm came with: npm's newest, or without npm",
    [
      installed("npm", "npm", "9.0.0", { path: "usr/local/lib/node_modules/npm/package.json" }),
      npmsOwn("tar", "6.1.0"),
      npmsOwn("ip", "2.0.0"),
    ],
    { "npm/tar": ["CVE-1: <6.2.1"], "npm/ip": ["CVE-2: <2.0.1"], "npm/npm": [] },
    {
      optional: [
        "upgrade-dependency tar 6.1.0 -> 6.2.1, ip 2.0.0 -> 2.0.1, unknown: CVE-1 CVE-2 (guess)",
        "remove-package npm 9.0.0 -> nothing, tar 6.1.0 -> nothing, ip 2.0.0 -> nothing, unknown: CVE-1 CVE-2 (verified)",
      ],
      left: ["out-of-reach: CVE-1 CVE-2"],
    },
  ],
  [
    "Go's library: the toolchain, of all programs together",
    [
      installed("golang", "stdlib", "v1.21.3"),
      installed("golang", "stdlib", "v1.21.3", { path: "usr/local/bin/other" }),
    ],
    { "Go/stdlib": ["CVE-1: <1.20.12 or >=1.21.0 <1.21.5", "CVE-2: <1.21.8 or >=1.22.0 <1.22.1"] },
    { steps: ["rebuild-with stdlib v1.21.3 -> v1.21.8, patch: CVE-1 CVE-1 CVE-2 CVE-2"] },
  ],
  [
    "Go's library, fixed in a later release alone: that is no major version",
    [installed("golang", "stdlib", "v1.19.1")],
    { "Go/stdlib": ["CVE-1: <1.22.11 or >=1.23.0 <1.23.5"] },
    { steps: ["rebuild-with stdlib v1.19.1 -> v1.22.11, minor: CVE-1"] },
  ],
  [
    "a module of several programs: one step",
    [
      installed("golang", "golang.org/x/net", "v0.10.0"),
      installed("golang", "golang.org/x/net", "v0.7.0", { path: "usr/local/bin/other" }),
    ],
    { "Go/golang.org/x/net": ["CVE-1: <0.17.0", "CVE-2: <0.38.0"] },
    {
      steps: [
        "upgrade-dependency golang.org/x/net v0.10.0 -> v0.38.0, golang.org/x/net v0.7.0 -> v0.38.0, minor: CVE-1 CVE-1 CVE-2 CVE-2",
      ],
    },
  ],
  [
    "a program that was downloaded: only if its maker has built it again",
    [
      installed(
        "golang",
        "golang.org/x/net",
        "v0.10.0",
        own(0, "RUN curl -L https://a.example/kubectl"),
      ),
    ],
    { "Go/golang.org/x/net": ["CVE-1: <0.17.0"] },
    {
      optional: ["upgrade-dependency golang.org/x/net v0.10.0 -> v0.17.0, unknown: CVE-1 (guess)"],
      left: ["out-of-reach: CVE-1"],
    },
  ],
  [
    "a jar in an application's archive",
    [
      installed("maven", "org.yaml:snakeyaml", "1.26", {
        path: "opt/app.war/WEB-INF/lib/snakeyaml-1.26.jar",
      }),
    ],
    { "Maven/org.yaml:snakeyaml": ["CVE-1: <1.32", "CVE-2: <2.0"] },
    {
      steps: [
        "upgrade-dependency org.yaml:snakeyaml 1.26 -> 2.0, major: CVE-1 CVE-2, or 1.32 for CVE-1",
      ],
    },
  ],
  [
    "a library that was put into another's jar: whoever made that",
    [
      installed("maven", "com.google.guava:guava", "20.0", {
        path: "opt/app.war/WEB-INF/lib/shading-3.0.jar",
      }),
    ],
    { "Maven/com.google.guava:guava": ["CVE-1: <32.0.0"] },
    { left: ["out-of-reach: CVE-1"] },
  ],
  [
    "a crate whose fix is not compatible",
    [installed("cargo", "time", "0.1.40")],
    { "crates.io/time": ["CVE-1: <0.2.23"] },
    { steps: ["upgrade-dependency time 0.1.40 -> 0.2.23, major: CVE-1"] },
  ],
  [
    "packages that one package brought in one piece",
    [
      installed("pypi", "setuptools", "70.0.0"),
      installed("pypi", "wheel", "0.37.0", {
        path: "usr/lib/python3/site-packages/setuptools/_vendor/wheel-0.37.0.dist-info/METADATA",
      }),
    ],
    { "PyPI/wheel": ["CVE-1: <0.38.1"] },
    {
      optional: [
        "upgrade-dependency wheel 0.37.0 -> 0.38.1, unknown: CVE-1 (guess)",
        "remove-package wheel 0.37.0 -> nothing, unknown: CVE-1 (verified)",
      ],
      left: ["out-of-reach: CVE-1"],
    },
  ],
  [
    "a language's module that a package of the system brought",
    [
      apt,
      installed("deb", "nodejs", "18.0.0-1nodesource1"),
      installed("npm", "tar", "6.1.0", {
        path: "usr/lib/node_modules/npm/node_modules/tar/package.json",
        ownedBy: "nodejs",
      }),
    ],
    { "npm/tar": ["CVE-1: <6.2.1"], "Debian:12/nodejs": [] },
    {
      optional: ["upgrade-os-packages tar 6.1.0 -> 6.2.1, unknown: CVE-1 (guess)"],
      left: ["out-of-reach: CVE-1"],
    },
    { os: debian12 },
  ],
  [
    "names that are none: no command is made of them",
    [installed("npm", "a; rm -rf /", "1.0.0")],
    { "npm/a; rm -rf /": ["CVE-1: <1.0.1"] },
    { left: ["out-of-reach: CVE-1"] },
  ],
  [
    "a fix that is no version",
    [installed("npm", "a", "1.0.0")],
    { "npm/a": ["CVE-1: <$(reboot)", "CVE-2: <1.0.1"] },
    { steps: ["upgrade-dependency a 1.0.0 -> 1.0.1, patch: CVE-2"] },
  ],
  [
    "the worst first, what is exploited before it, what breaks after it",
    [
      installed("npm", "low", "1.0.0"),
      installed("npm", "breaking", "1.0.0"),
      installed("npm", "exploited", "1.0.0"),
      installed("npm", "probable", "1.0.0"),
      installed("npm", "plain", "1.0.0"),
    ],
    {
      "npm/low": [advisory({ id: "CVE-1", ranges: [{ fixed: "1.0.1" }], severity: "low" })],
      "npm/breaking": ["CVE-2: <2.0.0"],
      "npm/exploited": [advisory({ id: "CVE-3", ranges: [{ fixed: "1.0.1" }], kev: true })],
      "npm/probable": [advisory({ id: "CVE-4", ranges: [{ fixed: "1.0.1" }], epss: 0.9 })],
      "npm/plain": ["CVE-5: <1.0.1"],
    },
    {
      steps: [
        "upgrade-dependency exploited 1.0.0 -> 1.0.1, patch: CVE-3",
        "upgrade-dependency probable 1.0.0 -> 1.0.1, patch: CVE-4",
        "upgrade-dependency plain 1.0.0 -> 1.0.1, patch: CVE-5",
        "upgrade-dependency breaking 1.0.0 -> 2.0.0, major: CVE-2",
        "upgrade-dependency low 1.0.0 -> 1.0.1, patch: CVE-1",
      ],
    },
  ],
];

describe("what to do about languages' packages", () => {
  it.each(languages)("%s", checkPlan);
});
