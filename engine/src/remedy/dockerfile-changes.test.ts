import { describe, expect, it } from "vitest";
import { imageWith, installed, layer, system } from "../../test/remedies.ts";
import { changesOf } from "../../test/told-plan.ts";
import { readDockerfile } from "../origin/dockerfile.ts";
import { pinsIn, type Wanted } from "./dockerfile-changes.ts";
import { planRemedy, type RemedyInput } from "./plan-remedy.ts";

const wanted = (text: string): Wanted => {
  const [type, name = "", from = "", to = ""] = text.split(" ");
  return { type: type as Wanted["type"], name, from, to };
};
const pinned = (dockerfile: string, change: string) =>
  pinsIn(readDockerfile(`FROM debian:12\n${dockerfile}\n`).runs)(wanted(change)).map((one) =>
    one.kind === "dockerfile" && one.replaces
      ? `${one.replaces.line}: ${one.replaces.text} -> ${one.text}`
      : "",
  );

const requests = "pypi requests 2.19.0 2.32.4";
const curl = "deb curl 7.88.1-10+deb12u5 7.88.1-10+deb12u14";

describe("what a Dockerfile's own lines hold to a version", () => {
  it.each<[string, string, string[]]>([
    ["RUN pip install requests==2.19.0", requests, ["2: requests==2.19.0 -> requests==2.32.4"]],
    [
      "RUN pip3 install --no-cache-dir -U 'Requests[security]==2.19.0' urllib3==1.24",
      requests,
      ["2: 'Requests[security]==2.19.0' -> 'Requests[security]==2.32.4'"],
    ],
    [
      'RUN python3 -m pip install "zope.interface===5.0"',
      "pypi zope-interface 5.0 5.1",
      ['2: "zope.interface===5.0" -> "zope.interface===5.1"'],
    ],
    [
      "RUN apt-get update && \\\n    # why\n    DEBIAN_FRONTEND=x apt-get install -y \\\n      wget=1 \\\n      curl=7.88.1-10+deb12u5 && rm -rf /x",
      curl,
      ["6: curl=7.88.1-10+deb12u5 -> curl=7.88.1-10+deb12u14"],
    ],
    [
      "RUN apt install curl:amd64=7.88.1-10+deb12u5",
      curl,
      ["2: curl:amd64=7.88.1-10+deb12u5 -> curl:amd64=7.88.1-10+deb12u14"],
    ],
    [
      "RUN apk add --no-cache curl=8.5.0-r0",
      "apk curl 8.5.0-r0 8.9.1-r1",
      ["2: curl=8.5.0-r0 -> curl=8.9.1-r1"],
    ],
    [
      "RUN dnf install -y curl-7.61.1-30.el8.x86_64 && dnf clean all",
      "rpm curl 0:7.61.1-30.el8 7.61.1-34.el8",
      ["2: curl-7.61.1-30.el8.x86_64 -> curl-7.61.1-34.el8.x86_64"],
    ],
    ["RUN npm install -g npm@10", "npm npm 10.2.3 10.9.2", ["2: npm@10 -> npm@10.9.2"]],
    [
      "RUN npm i -g @scope/x@1.2.3",
      "npm @scope/x 1.2.3 1.2.4",
      ["2: @scope/x@1.2.3 -> @scope/x@1.2.4"],
    ],
    ["RUN yarn global add x@1.2", "npm x 1.2.3 1.2.4", ["2: x@1.2 -> x@1.2.4"]],
    ["RUN gem install rails -v 6.0.0", "gem rails 6.0.0 6.0.6", ["2: 6.0.0 -> 6.0.6"]],
    ["RUN gem install rack:2.0.1 rake", "gem rack 2.0.1 2.2.8", ["2: rack:2.0.1 -> rack:2.2.8"]],
    ["RUN gem install --version=6.0.0 rails", "gem rails 6.0.0 6.0.6", []],
    [
      "RUN gem install rails --version=6.0.0",
      "gem rails 6.0.0 6.0.6",
      ["2: --version=6.0.0 -> --version=6.0.6"],
    ],
    [
      "RUN go install example.com/tool/cmd/x@v0.1.0",
      "golang example.com/tool 0.1.0 0.2.0",
      ["2: example.com/tool/cmd/x@v0.1.0 -> example.com/tool/cmd/x@v0.2.0"],
    ],
    [
      "RUN cargo install --locked ripgrep@13.0.0",
      "cargo ripgrep 13.0.0 14.0.0",
      ["2: ripgrep@13.0.0 -> ripgrep@14.0.0"],
    ],
    [
      'RUN ["pip", "install", "requests==2.19.0"]',
      requests,
      ['2: "requests==2.19.0" -> "requests==2.32.4"'],
    ],
    [
      "RUN <<EOF\necho x\npip install requests==2.19.0\nEOF",
      requests,
      ["4: requests==2.19.0 -> requests==2.32.4"],
    ],
    [
      "RUN pip install requests==2.19.0\nRUN pip install requests==2.19.0",
      requests,
      ["2: requests==2.19.0 -> requests==2.32.4", "3: requests==2.19.0 -> requests==2.32.4"],
    ],
    ["RUN pip install requests==2.18.0 my-requests==2.19.0 requests>=2.19.0", requests, []],
    ["RUN pip install requests==$VERSION 'requests==2.19.0; python_version<\"3\"'", requests, []],
    ["RUN echo requests==2.19.0 && pip download requests==2.19.0", requests, []],
    ["RUN pip install flask; echo requests==2.19.0", requests, []],
    ["RUN apt-get install -y curl=7.88.* && echo curl=7.88.1-10+deb12u5", curl, []],
    ["RUN npm install -g x@1 x@latest", "npm x 11.2.3 11.2.4", []],
    ["LABEL a='pip install requests==2.19.0'", requests, []],
    ["RUN pip install requests==2.19.0", "pypi requests 2.19.0 2.32;rm", []],
  ])("%s: %s", (line, change, expected) => {
    expect(pinned(line, change)).toEqual(expected);
  });

  it("is also what stages say that are copied from", () => {
    const file =
      "RUN pip install --target /app requests==2.19.0\nFROM debian:12\nCOPY --from=0 /app /app";
    expect(pinned(file, requests)).toEqual(["2: requests==2.19.0 -> requests==2.32.4"]);
  });

  it("is found in lines without an end in time that grows with them", () => {
    const words = Array.from({ length: 20_000 }, (_, at) => `p${at}==1`).join(" ");
    expect(pinned(`RUN pip install ${words}`, "pypi p19999 1 2")).toEqual([
      "2: p19999==1 -> p19999==2",
    ]);
  });
});

describe("a plan for an image whose Dockerfile is at hand", () => {
  const facts = (text: string): Pick<RemedyInput, "dockerfile"> => {
    const { base, upgradeAfter, runs } = readDockerfile(text);
    const from = base && { line: base.number, text: base.text };
    return { dockerfile: { from, upgradeAfter, runs } };
  };
  const requests = installed("pypi", "requests", "2.19.0", {
    path: "usr/lib/python3/dist-packages/requests-2.19.0.dist-info/METADATA",
    layer: layer(1, "RUN pip install requests==2.19.0"),
  });
  const known = { "PyPI/requests": ["CVE-1: <2.20.0"] };

  it("replaces the words that hold a package to its version", () => {
    const dockerfile = facts("FROM a\nRUN pip install requests==2.19.0");
    expect(changesOf(imageWith([requests], known, dockerfile))).toEqual([
      expect.stringContaining("requests==2.20.0"),
    ]);
  });

  it("adds a line after the last one with the tool where none names it", () => {
    const dockerfile = facts("FROM a\nRUN pip install app==1 \\\n && true\nRUN true");
    const [first] = planRemedy(imageWith([requests], known, dockerfile)).steps;
    expect(first?.changes[0]).toEqual({
      ...{ kind: "dockerfile", replaces: null, after: 3 },
      text: "RUN pip install --no-cache-dir requests==2.20.0",
    });
  });

  it("upgrades the system's packages and replaces what holds them to their versions", () => {
    const own = { layer: layer(1) };
    const packages = [installed("deb", "apt", "2.6.1"), installed("deb", "curl", "7.88.1-1", own)];
    const image = imageWith(
      packages,
      { "Debian:12/curl": ["CVE-1: <7.88.1-2"] },
      { ...facts("FROM a\nRUN apt-get install curl=7.88.1-1"), os: system("debian", "12") },
    );
    const [first] = planRemedy(image).steps;
    expect(first?.changes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^RUN apt-get update .*curl/),
      expect.stringMatching(/^apt-get update .*curl/),
      "curl=7.88.1-2",
    ]);
  });
});
