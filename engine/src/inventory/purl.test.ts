import { describe, expect, it } from "vitest";
import type { ReadPackage } from "./analyser.ts";
import type { OperatingSystem, PackageType } from "./package.ts";
import { purlOf } from "./purl.ts";

const rhel: OperatingSystem = { family: "rhel", release: "9", version: "9.4", name: "RHEL 9.4" };
const alpine: OperatingSystem = {
  family: "alpine",
  release: "3.20",
  version: "3.20.3",
  name: "Alpine Linux v3.20",
};

function read(type: PackageType, name: string, version: string, more: Partial<ReadPackage> = {}) {
  const base = { source: null, architecture: null, licenses: [], maintainer: null, ownedBy: null };
  return { ...base, type, name, version, ...more } as ReadPackage;
}

describe("package URLs", () => {
  it.each<[ReadPackage, OperatingSystem | null, string]>([
    [
      read("apk", "libssl3", "3.3.2-r0", { architecture: "x86_64" }),
      alpine,
      "pkg:apk/alpine/libssl3@3.3.2-r0?arch=x86_64&distro=alpine-3.20.3",
    ],
    [
      read("rpm", "bind", "32:9.16.23-18.el9", { architecture: "x86_64" }),
      rhel,
      "pkg:rpm/redhat/bind@9.16.23-18.el9?arch=x86_64&distro=rhel-9.4&epoch=32",
    ],
    [read("npm", "@babel/core", "7.0.0"), null, "pkg:npm/%40babel/core@7.0.0"],
    [read("pypi", "Flask_SQLAlchemy", "2.1"), null, "pkg:pypi/flask-sqlalchemy@2.1"],
    [
      read("golang", "github.com/BurntSushi/toml", "v1.2.1"),
      null,
      "pkg:golang/github.com/burntsushi/toml@v1.2.1",
    ],
    [read("maven", "org.slf4j:slf4j-api", "1.7.30"), null, "pkg:maven/org.slf4j/slf4j-api@1.7.30"],
    [read("maven", "ujson_2.13", "1.0"), null, "pkg:generic/ujson_2.13@1.0"],
    [read("npm", "torch", "1.0.0+cu124"), null, "pkg:npm/torch@1.0.0%2Bcu124"],
  ])("are as their standard has them: %#", (one, os, purl) => {
    expect(purlOf(one, os)).toBe(purl);
  });
});
