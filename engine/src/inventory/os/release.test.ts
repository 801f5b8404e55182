import { describe, expect, it } from "vitest";
import { operatingSystem, release } from "./release.ts";

const of = (files: Readonly<Record<string, string>>) =>
  operatingSystem((path) => {
    const text = files[path];
    return text === undefined ? undefined : release.read(Buffer.from(text), path).release;
  });
const osRelease = (id: string, version?: string, name?: string) => ({
  "etc/os-release": `NAME=x\nID="${id}"\n${version === undefined ? "" : `VERSION_ID="${version}"\n`}${name ? `PRETTY_NAME="${name}"\n` : ""}`,
});

describe("what a distribution's advisories are kept by", () => {
  it.each<[string, string, string]>([
    ["rhel", "8.10", "8"],
    ["centos", "7", "7"],
    ["almalinux", "9.4", "9"],
    ["rocky", "9.3", "9"],
    ["ol", "8.9", "8"],
    ["fedora", "41", "41"],
    ["amzn", "2018.03", "1"],
    ["amzn", "2", "2"],
    ["amzn", "2023", "2023"],
    ["amzn", "2023.5.20240708", "2023"],
    ["opensuse-leap", "15.6", "15.6"],
    ["opensuse-tumbleweed", "20241105", "rolling"],
    ["sles", "15.5", "15.5"],
    ["photon", "5.0", "5.0"],
    ["mariner", "2.0.20240117", "2.0"],
    ["azurelinux", "3.0", "3.0"],
    ["wolfi", "20230201", "rolling"],
    ["chainguard", "20230214", "rolling"],
    ["ubuntu", "24.04", "24.04"],
    ["debian", "12", "12"],
    ["alpine", "3.20.3", "3.20"],
    ["sle-micro", "5.5", "5.5"],
    ["nobodys", "7.1-x", "7.1-x"],
  ])("%s %s: %s", (id, version, expected) => {
    expect(of(osRelease(id, version))).toMatchObject({ family: id, release: expected, version });
  });
});

describe("Ubuntu Pro", () => {
  it.each<[string, string, boolean]>([
    ["with security maintenance", '{"services":[{"name":"esm-infra","status":"enabled"}]}', true],
    ["without", '{"services":[{"name":"esm-infra","status":"disabled"}]}', false],
    ["with something else", '{"services":[{"name":"livepatch","status":"enabled"},null]}', false],
    ["that says nothing", "[]", false],
  ])("%s", (_, status, extended) => {
    const os = of({
      ...osRelease("ubuntu", "18.04"),
      "var/lib/ubuntu-advantage/status.json": status,
    });
    expect(os?.extendedSupport === true).toBe(extended);
  });
});

describe("the files beside os-release", () => {
  it.each<[string, string, string, string, string]>([
    ["etc/centos-release", "CentOS release 6.10 (Final)", "centos", "6", "6.10"],
    ["etc/centos-release", "CentOS Linux release 8.4.2105", "centos", "8", "8.4.2105"],
    [
      "etc/redhat-release",
      "Red Hat Enterprise Linux Server release 6.10 (Santiago)",
      "rhel",
      "6",
      "6.10",
    ],
    ["etc/redhat-release", "Fedora release 20 (Heisenbug)", "fedora", "20", "20"],
    ["etc/redhat-release", "AlmaLinux release 8.5 (Arctic Sphynx)", "almalinux", "8", "8.5"],
    ["etc/redhat-release", "Rocky Linux release 8.5 (Green Obsidian)", "rocky", "8", "8.5"],
    ["etc/oracle-release", "Oracle Linux Server release 7.9", "ol", "7", "7.9"],
    ["etc/system-release", "Amazon Linux AMI release 2018.03", "amzn", "1", "2018.03"],
    ["etc/system-release", "Amazon Linux release 2 (Karoo)", "amzn", "2", "2"],
  ])("%s alone: %s", (path, line, family, kept, version) => {
    expect(of({ [path]: `${line}\n` })).toEqual({ family, release: kept, version, name: line });
  });

  it("tell a rebuild from what it rebuilds", () => {
    expect(
      of({
        "etc/redhat-release": "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n",
        "etc/oracle-release": "Oracle Linux Server release 7.9\n",
      }),
    ).toMatchObject({ family: "ol" });
  });

  it("tell the exact version, where they are about the same", () => {
    const centos = {
      ...osRelease("centos", "7"),
      "etc/centos-release": "CentOS Linux release 7.9.2009 (Core)\n",
    };
    expect(of(centos)).toMatchObject({ release: "7", version: "7.9.2009" });
    const other = {
      ...osRelease("fedora", "41"),
      "etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n",
    };
    expect(of(other)).toMatchObject({ family: "fedora", version: "41" });
  });
});

it("distroless is Debian, and nothing is nothing", () => {
  expect(
    of({ "usr/lib/os-release": 'PRETTY_NAME="Distroless"\nID="debian"\nVERSION_ID="12"\n' }),
  ).toMatchObject({
    family: "debian",
    release: "12",
    name: "Distroless",
  });
  expect(of({})).toBeNull();
});

it.each(["constructor", "__proto__", "tostring"])("a family named %s is like any other", (id) => {
  expect(of(osRelease(id, "1.2"))).toMatchObject({ family: id, release: "1.2" });
});

it.each(["../x", "a b", "x".repeat(100), ""])("no family is named %j", (id) => {
  expect(() => of(osRelease(id, "1"))).toThrow("os-release gives no ID");
});
