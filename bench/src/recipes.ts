import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One layer of a benchmark's image: made once, in a folder that becomes the layer's root. */
export type LayerRecipe = {
  readonly name: string;
  /** What has to be on PATH, and where the content comes from. */
  readonly needs: readonly string[];
  readonly make: (folder: string) => void;
};

export type ImageRecipe = {
  readonly name: string;
  readonly layers: readonly LayerRecipe[];
  readonly compression: "gzip" | "zstd";
};

const run = (command: string, ...args: string[]) =>
  void execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });

function bootstrap(folder: string): void {
  run("debootstrap", "--variant=minbase", "bookworm", folder);
  dropDownloads(folder);
}

/** As in an image: without what apt has downloaded. */
function dropDownloads(folder: string): void {
  for (const cache of ["var/cache/apt", "var/lib/apt/lists"]) run("rm", "-rf", join(folder, cache));
}

const tiny: LayerRecipe = {
  name: "tiny",
  needs: [],
  make: (folder) => writeFileSync(join(folder, "empty"), ""),
};

const debian: LayerRecipe = {
  name: "debian",
  needs: ["debootstrap"],
  make: (folder) => bootstrap(folder),
};

/** A builder's image: some 450 packages with what they depend on. */
const debianPackages =
  "build-essential cmake curl ffmpeg gdb git golang-go graphviz imagemagick jq php-cli python3-pip rsync ruby sqlite3 subversion vim wget zip";
const debianServer: LayerRecipe = {
  name: "debian-server",
  needs: ["debootstrap", "chroot"],
  make: (folder) => {
    bootstrap(folder);
    // This machine's way to the package registry.
    for (const path of ["etc/apt/apt.conf.d/.", "etc/hosts", "etc/resolv.conf"]) {
      if (existsSync(`/${path}`)) run("cp", "-rL", `/${path}`, join(folder, path));
    }
    const install = "apt-get install -y -qq --no-install-recommends";
    const env = "DEBIAN_FRONTEND=noninteractive";
    run("chroot", folder, "sh", "-c", `apt-get -qq update && ${env} ${install} ${debianPackages}`);
    dropDownloads(folder);
  },
};

const oldPython = [
  "aiohttp==3.7.3 ansible-core==2.11.0 apache-airflow==1.10.15 babel==2.8.0 bleach==3.1.0 bottle==0.12.18",
  "celery==5.0.5 certifi==2020.12.5 cryptography==3.2.1 django==3.1.0 fastapi==0.60.0 flask==1.0.2 gitpython==3.1.0",
  "httplib2==0.18.0 ipython==7.16.1 jinja2==2.10.1 lxml==4.6.2 mako==1.1.3 markdown2==2.3.9 mistune==0.8.4",
  "notebook==6.1.5 numpy==1.19.5 oauthlib==3.1.0 paramiko==2.4.1 pillow==8.0.0 protobuf==3.14.0 pygments==2.6.1",
  "pyjwt==1.7.1 pyyaml==5.3.1 redis==3.5.3 requests==2.20.0 rsa==4.0 scrapy==2.4.0 sqlalchemy==1.3.0 sqlparse==0.3.0",
  "tornado==6.0.4 twisted==20.3.0 urllib3==1.25.8 waitress==1.4.3 werkzeug==0.15.0",
].flatMap((line) => line.split(" "));
const python: LayerRecipe = {
  name: "python",
  needs: ["pip"],
  make: (folder) => {
    const site = join(folder, "usr/local/lib/python3.9/site-packages");
    pipInstall(site, oldPython);
  },
};

const torch: LayerRecipe = {
  name: "torch",
  needs: ["pip"],
  make: (folder) =>
    pipInstall(join(folder, "opt/venv/lib/python3.9/site-packages"), ["torch==1.13.1"]),
};

/** Wheels only, whatever this machine's Python: nothing is built or run. */
function pipInstall(target: string, requirements: readonly string[]): void {
  mkdirSync(target, { recursive: true });
  for (const requirement of requirements) {
    const wheel = [
      "--only-binary=:all:",
      "--python-version=3.9",
      "--platform=manylinux2014_x86_64",
    ];
    const more = ["--platform=manylinux1_x86_64", "--platform=manylinux2010_x86_64"];
    try {
      run(
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        ...wheel,
        ...more,
        "--target",
        target,
        requirement,
      );
    } catch {
      process.stderr.write(`left out: ${requirement} has no wheel\n`);
    }
  }
}

const node: LayerRecipe = {
  name: "node",
  needs: ["npm"],
  make: (folder) => {
    const app = join(folder, "app");
    mkdirSync(app);
    const dependencies = {
      axios: "0.21.0",
      eslint: "6.8.0",
      express: "4.16.4",
      gulp: "4.0.2",
      jest: "24.9.0",
      lodash: "4.17.15",
      "socket.io": "2.3.0",
      webpack: "4.44.0",
      "webpack-dev-server": "3.11.0",
    };
    writeFileSync(
      join(app, "package.json"),
      JSON.stringify({ name: "app", version: "1.0.0", dependencies }),
    );
    run(
      "npm",
      "install",
      "--prefix",
      app,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    );
  },
};

const alpineRoot = new URL(
  "../../../shared/images/alpine-minirootfs-3.18.9-x86_64.tar.gz",
  import.meta.url,
).pathname;
const alpine: LayerRecipe = {
  name: "alpine",
  needs: [alpineRoot],
  make: (folder) => run("tar", "-xzf", alpineRoot, "-C", folder),
};

const artifacts = [
  "io.zipkin:zipkin-server:2.23.2:jar:exec",
  "org.apache.activemq:activemq-web-console:5.16.0:war",
  "org.apache.hadoop:hadoop-client-minicluster:3.3.0",
  "org.apache.logging.log4j:log4j-core:2.14.1",
  "org.apache.hadoop:hadoop-client-runtime:3.3.0",
  "com.fasterxml.jackson.core:jackson-databind:2.9.8",
];
const java: LayerRecipe = {
  name: "java",
  needs: ["mvn"],
  make: (folder) => {
    const target = join(folder, "opt/app");
    mkdirSync(target, { recursive: true });
    for (const artifact of artifacts) {
      const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy";
      run("mvn", "-q", "-B", copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${target}`);
    }
  },
};

const goTools = [
  "github.com/mikefarah/yq/v4@v4.30.8",
  "golang.org/x/tools/gopls@v0.11.0",
  "honnef.co/go/tools/cmd/staticcheck@v0.3.3",
  "github.com/go-task/task/v3/cmd/task@v3.24.0",
];
const go: LayerRecipe = {
  name: "go",
  needs: ["go"],
  make: (folder) => {
    const bin = join(folder, "usr/local/bin");
    mkdirSync(bin, { recursive: true });
    const env = { ...process.env, GOBIN: bin, CGO_ENABLED: "0" };
    for (const tool of goTools) {
      execFileSync("go", ["install", tool], { env, stdio: ["ignore", "ignore", "inherit"] });
    }
  },
};

/** Each a copy of a little of Debian's package database, as sixty RUN lines leave it. */
function smallLayer(index: number): LayerRecipe {
  return {
    name: `small-${index}`,
    needs: [],
    make: (folder) => {
      const modules = join(folder, `srv/part-${index}/node_modules`);
      for (let at = 0; at < 4; at += 1) {
        const place = join(modules, `part-${index}-${at}`);
        mkdirSync(place, { recursive: true });
        const manifest = { name: `part-${index}-${at}`, version: `1.${index}.${at}` };
        writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
        writeFileSync(join(place, "index.js"), `// ${"x".repeat(30_000)}\n`);
      }
    },
  };
}

export const images: readonly ImageRecipe[] = [
  { name: "tiny", layers: [tiny], compression: "gzip" },
  { name: "alpine", layers: [alpine], compression: "gzip" },
  { name: "debian", layers: [debian], compression: "gzip" },
  { name: "go", layers: [go], compression: "gzip" },
  { name: "node", layers: [alpine, node], compression: "gzip" },
  { name: "java", layers: [debian, java], compression: "gzip" },
  { name: "debian-server", layers: [debianServer, python], compression: "gzip" },
  { name: "debian-server-zstd", layers: [debianServer, python], compression: "zstd" },
  {
    name: "sixty-layers",
    layers: Array.from({ length: 60 }, (_, index) => smallLayer(index)),
    compression: "gzip",
  },
  { name: "large", layers: [debianServer, python, torch, node, java, go], compression: "gzip" },
];

/** Whether all that a recipe takes from outside is on this machine; else what is missing. */
export function missing(recipe: ImageRecipe): string[] {
  const needs = new Set(recipe.layers.flatMap((layer) => layer.needs));
  return [...needs].filter((need) => {
    if (need.startsWith("/")) return !existsSync(need);
    try {
      execFileSync("which", [need], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
}

/** Keeps what a failed make left from being taken for a layer. */
export function makeLayer(recipe: LayerRecipe, folder: string): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  execFileSync("rm", ["-rf", unfinished]);
  mkdirSync(unfinished, { recursive: true });
  recipe.make(unfinished);
  renameSync(unfinished, folder);
}
