import type { Artifact, ChildArtifact, Image, Page, PlimsollEvent } from "@plimsoll/api";
import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
import { keys } from "../data/keys.ts";
import { applyEvent } from "./apply-event.ts";

const summary = {
  critical: 1,
  high: 0,
  medium: 0,
  low: 0,
  negligible: 0,
  unknown: 0,
  total: 1,
  fixable: 1,
};

function platform(id: string, state: ChildArtifact["state"]): ChildArtifact {
  return {
    id,
    digest: `sha256:${id}`,
    kind: "image",
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    platform: "linux/amd64",
    size: 1,
    state,
    progress: 0,
    phase: null,
    queuePosition: state === "queued" ? 2 : null,
    reason: null,
    reasonCode: null,
    scanId: null,
    summary: null,
    severity: null,
    unchecked: null,
    outdated: false,
    scanner: null,
    databaseDate: null,
    scannedAt: null,
    duration: null,
  };
}

function artifact(id: string, state: Artifact["state"], children: ChildArtifact[] | null = null) {
  return {
    ...platform(id, state),
    imageId: "image",
    registry: { id: "r", name: "R", kind: "distribution", sample: false },
    space: "team",
    repository: "team/app",
    tags: [id],
    createdAt: null,
    pushedAt: null,
    pullCommand: "",
    nativeUrl: null,
    verdict: null,
    children,
    uniqueSummary: null,
  } satisfies Artifact;
}

function scanEvent(change: Partial<Extract<PlimsollEvent, { type: "scan" }>>): PlimsollEvent {
  return {
    type: "scan",
    scanId: "scan",
    artifactId: "a",
    indexIds: [],
    imageId: "image",
    scannerId: "builtin",
    first: true,
    state: "scanning",
    phase: "reading",
    progress: 0.5,
    ...change,
  };
}

describe("an event", () => {
  let queries: QueryClient;
  const listKey = [...keys.artifacts, { image: "image" }];
  const list = () =>
    queries.getQueryData<InfiniteData<Page<Artifact>>>(listKey)?.pages[0]?.items ?? [];
  const show = (...items: Artifact[]) =>
    queries.setQueryData(listKey, { pages: [{ items, next: null }], pageParams: [undefined] });
  const isStale = (...key: string[]) => queries.getQueryState(key)?.isInvalidated;

  beforeEach(() => {
    queries = new QueryClient();
  });

  it("of progress moves the bar in place and has nothing read again", () => {
    show({ ...artifact("a", "scanning"), scanId: "scan" }, artifact("b", "complete"));
    const [, other] = list();
    expect(applyEvent(queries, scanEvent({ progress: 0.7, phase: "matching" }))).toEqual([]);
    expect(list()[0]).toMatchObject({ progress: 0.7, phase: "matching", state: "scanning" });
    expect(list()[1]).toBe(other);
  });

  it("of a start shows it at once, keeps the last result and marks it as older", () => {
    show({ ...artifact("a", "complete"), summary });
    expect(applyEvent(queries, scanEvent({ progress: 0 }))).toEqual(["a"]);
    expect(list()[0]).toMatchObject({ state: "scanning", summary, outdated: true, scanId: "scan" });
  });

  it("of an end waits for the counts, which come with the artifact", () => {
    show({ ...artifact("a", "scanning"), scanId: "scan" });
    queries.setQueryData([...keys.report, "a"], {});
    queries.setQueryData([...keys.findings, "a"], {});
    expect(applyEvent(queries, scanEvent({ state: "complete", progress: 1 }))).toEqual(["a"]);
    expect(list()[0]?.state).toBe("scanning");
    expect(isStale(...keys.report, "a")).toBe(true);
    expect(isStale(...keys.findings, "a")).toBe(true);
  });

  it("of a platform reaches it within its index, and the index is read again", () => {
    show(artifact("index", "scanning", [platform("x", "queued"), platform("y", "queued")]));
    const named = applyEvent(queries, scanEvent({ artifactId: "x", indexIds: ["other", "index"] }));
    expect(named).toEqual(["index"]);
    expect(list()[0]?.children?.map(({ state }) => state)).toEqual(["scanning", "queued"]);
  });

  it("that frees the queue has everybody who waits read again", () => {
    show({ ...artifact("a", "queued"), scanId: "scan" }, artifact("b", "queued"));
    expect(applyEvent(queries, scanEvent({ progress: 0 }))).toEqual(["a", "b"]);
  });

  it("of an artifact that nothing shows is passed over", () => {
    show(artifact("b", "complete"));
    expect(applyEvent(queries, scanEvent({}))).toEqual([]);
  });

  it("reaches the newest artifact of an image too", () => {
    const image = { id: "image", newest: { ...artifact("a", "scanning"), scanId: "scan" } };
    queries.setQueryData([...keys.images, {}], {
      pages: [{ items: [image], next: null }],
      pageParams: [undefined],
    });
    applyEvent(queries, scanEvent({ progress: 0.9 }));
    const data = queries.getQueryData<InfiniteData<Page<Image>>>([...keys.images, {}]);
    expect(data?.pages[0]?.items[0]?.newest?.progress).toBe(0.9);
  });

  describe("of a log", () => {
    const line = (number: number) => ({
      line: number,
      time: "2026-11-25T12:00:00Z",
      level: "info" as const,
      message: `line ${number}`,
    });
    const logKey = [...keys.log, "scan"];
    const numbers = () =>
      queries.getQueryData<{ lines: { line: number }[] }>(logKey)?.lines.map((one) => one.line);

    it.each([
      ["adds its lines", [3, 4], [1, 2, 3, 4], false],
      ["adds no line twice", [1, 2, 3], [1, 2, 3], false],
      ["has the log read again where lines are missing", [5], [1, 2], true],
    ])("%s", (_, lines, expected, stale) => {
      queries.setQueryData(logKey, { lines: [line(1), line(2)], ended: false });
      applyEvent(queries, { type: "log", scanId: "scan", lines: lines.map(line) });
      expect(numbers()).toEqual(expected);
      expect(isStale(...logKey)).toBe(stale);
    });

    it("that nobody reads is not kept", () => {
      applyEvent(queries, { type: "log", scanId: "scan", lines: [line(1)] });
      expect(queries.getQueryData(logKey)).toBeUndefined();
    });
  });

  it("of a registry has the lists below it read again", () => {
    show(artifact("a", "complete"));
    queries.setQueryData(keys.registries, []);
    applyEvent(queries, { type: "registry", registryId: "r" });
    expect(isStale(...keys.registries)).toBe(true);
    expect(queries.getQueryState(listKey)?.isInvalidated).toBe(true);
  });
});
