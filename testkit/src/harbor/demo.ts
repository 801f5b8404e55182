import { composeArtifact, composeImage, composeIndex, type PlatformSpec } from "@plimsoll/sample";
import type { RunningHarbor } from "./harbor.ts";

const platforms: readonly PlatformSpec[] = [
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64", variant: "v8" },
];

/** Something of everything: public and private projects, images, indexes with attestations, a chart, two scanners. */
export async function fillDemo(harbor: RunningHarbor): Promise<void> {
  harbor.addScanner("Trivy", { vendor: "Aqua Security", version: "0.74.0" });
  harbor.addScanner("Clair", { vendor: "Project Quay", version: "4.9.0", databaseDate: null });
  harbor.addProject("library", { public: true });
  for (const project of ["library", "payments", "platform"]) {
    for (const [at, name] of ["web", "api", "jobs/nightly"].entries())
      for (const version of ["1.0", "1.1"])
        harbor.push(
          `${project}/${name}`,
          await demoImage(`${name} ${version}`, platforms[0], at),
          version,
        );
    const children = await Promise.all(platforms.map((one) => demoImage("base", one, 3)));
    harbor.push(`${project}/base`, composeIndex(children), "3.20");
  }
  harbor.push(
    "platform/chart",
    composeArtifact({
      configType: "application/vnd.cncf.helm.config.v1+json",
      contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
      content: "a chart",
    }),
    "0.1.0",
  );
}

/** A small Alpine with a package, so that any scanner has something to find. */
export async function demoImage(name: string, platform = platforms[0], at = 0) {
  if (platform === undefined) throw new Error("no platform");
  const packages = [
    "P:busybox\nV:1.36.1-r28\nA:x86_64\no:busybox\nL:GPL-2.0-only\n",
    `P:openssl\nV:3.3.${at}-r0\nA:x86_64\no:openssl\nL:Apache-2.0\n`,
  ];
  return composeImage({
    platform,
    created: "2026-11-20T08:00:00Z",
    steps: [
      {
        command: "ADD rootfs",
        files: [
          {
            path: "etc/os-release",
            content:
              'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
          },
          { path: "lib/apk/db/installed", content: `${packages.join("\n")}\n` },
        ],
      },
      { command: `COPY ${name}`, files: [{ path: "app/name", content: name }] },
    ],
  });
}
