import type { FileSpec, StepSpec } from "../compose.ts";

type Module = readonly [name: string, version: string];

const storefrontModules: readonly Module[] = [
  ["axios", "0.21.1"],
  ["body-parser", "1.18.3"],
  ["cookie", "0.3.1"],
  ["debug", "2.6.9"],
  ["express", "4.16.4"],
  ["handlebars", "4.0.11"],
  ["lodash", "4.17.15"],
  ["minimist", "1.2.5"],
  ["moment", "2.24.0"],
  ["node-fetch", "2.6.1"],
  ["qs", "6.5.2"],
  ["send", "0.16.2"],
  ["semver", "5.7.1"],
];

const checkoutModules: readonly Module[] = [
  ["cookie", "0.4.1"],
  ["express", "4.17.1"],
  ["follow-redirects", "1.14.0"],
  ["ini", "1.3.5"],
  ["json5", "2.2.1"],
  ["jsonwebtoken", "8.5.1"],
  ["lodash", "4.17.21"],
  ["qs", "6.7.0"],
  ["tar", "6.1.0"],
  ["underscore", "1.12.0"],
  ["ws", "7.4.5"],
];

const reportsDistributions: readonly Module[] = [
  ["certifi", "2022.9.24"],
  ["cryptography", "38.0.1"],
  ["Django", "3.2.0"],
  ["gunicorn", "20.1.0"],
  ["idna", "3.4"],
  ["Jinja2", "2.11.2"],
  ["Pillow", "9.0.0"],
  ["PyYAML", "5.3.1"],
  ["requests", "2.27.1"],
  ["sqlparse", "0.4.1"],
  ["urllib3", "1.26.5"],
];

export function storefront(): StepSpec[] {
  return nodeApplication("storefront", "2.4.1", storefrontModules);
}

export function checkout(): StepSpec[] {
  return nodeApplication("checkout", "1.0.7", checkoutModules);
}

export function reports(): StepSpec[] {
  return [
    { command: "WORKDIR /app" },
    { command: "COPY requirements.txt . # buildkit", files: [requirements()] },
    {
      command: "RUN /bin/sh -c pip install --no-cache-dir -r requirements.txt # buildkit",
      files: reportsDistributions.map(([name, version]) => ({
        path: `usr/local/lib/python3.11/site-packages/${name}-${version}.dist-info/METADATA`,
        content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\n`,
      })),
    },
    {
      command: "COPY . . # buildkit",
      files: [{ path: "app/main.py", content: 'print("reports")\n' }],
    },
    { command: 'CMD ["python3.11", "main.py"]' },
  ];
}

function requirements(): FileSpec {
  const lines = reportsDistributions.map(([name, version]) => `${name}==${version}\n`);
  return { path: "app/requirements.txt", content: lines.join("") };
}

function nodeApplication(name: string, version: string, modules: readonly Module[]): StepSpec[] {
  const manifest = { name, version, private: true, dependencies: Object.fromEntries(modules) };
  return [
    { command: "WORKDIR /app" },
    {
      command: "COPY package.json package-lock.json ./ # buildkit",
      files: [{ path: "app/package.json", content: JSON.stringify(manifest, null, 2) }],
    },
    {
      command: "RUN /bin/sh -c npm ci --omit=dev # buildkit",
      files: modules.map(([module, release]) => ({
        path: `app/node_modules/${module}/package.json`,
        content: JSON.stringify({ name: module, version: release, license: "MIT" }, null, 2),
      })),
    },
    {
      command: "COPY . . # buildkit",
      files: [{ path: "app/server.js", content: `console.log(${JSON.stringify(name)});\n` }],
    },
    { command: "EXPOSE map[8080/tcp:{}]" },
    { command: 'CMD ["node", "server.js"]' },
  ];
}
