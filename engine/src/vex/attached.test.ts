import { type Composed, composeArtifact, composeImage, serveImages } from "@plimsoll/sample";
import { describe, expect, it } from "vitest";
import { untilTestEnds } from "../../test/fake-registry.ts";
import { openSource } from "../image/source.ts";
import { readAttachedVex } from "./attached.ts";

const image = await composeImage({
  platform: { os: "linux", architecture: "amd64" },
  created: "2026-01-01T00:00:00Z",
  steps: [{ command: "ADD", files: [{ path: "a", content: "a" }] }],
});
const { digest } = image.descriptor;
const hex = digest.slice("sha256:".length);
const vex = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  statements: [{ vulnerability: { name: "CVE-2026-1" }, status: "fixed" }],
};
const statement = (sha256: string, predicate: unknown = vex) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ name: "web", digest: { sha256 } }],
  predicateType: "https://openvex.dev/ns/v0.2.0",
  predicate,
});
const envelope = (payload: unknown) => ({
  payloadType: "application/vnd.in-toto+json",
  payload: Buffer.from(JSON.stringify(payload)).toString("base64"),
  signatures: [{ sig: "bm9uZQ==" }],
});
const artifact = (content: unknown, contentType = "application/vnd.dsse.envelope.v1+json") =>
  composeArtifact({
    configType: "application/vnd.oci.empty.v1+json",
    contentType,
    content: typeof content === "string" ? content : JSON.stringify(content),
  });

/** What is read of a registry that lists referrers, or keeps them under tags. */
async function attachedIn(options: {
  referrers?: readonly Composed[];
  annotations?: Readonly<Record<string, string>>;
  att?: Composed;
  broken?: boolean;
}) {
  const { referrers, annotations, att, broken } = options;
  const tags = Object.fromEntries((referrers ?? []).map((one, at) => [`r${at}`, one]));
  const registry = untilTestEnds(
    await serveImages(
      { web: { "1": image, ...tags, ...(att ? { [`sha256-${hex}.att`]: att } : {}) } },
      {
        intercept(request, response) {
          if (!request.url?.startsWith("/v2/web/referrers/")) return false;
          if (referrers === undefined) response.writeHead(404).end();
          else if (broken) response.writeHead(200).end("[]");
          else {
            const manifests = referrers.map(({ descriptor }) => ({ ...descriptor, annotations }));
            response.writeHead(200).end(JSON.stringify({ schemaVersion: 2, manifests }));
          }
          return true;
        },
      },
    ),
  );
  const source = untilTestEnds(await openSource(`${registry.address}/web:1`));
  const warnings: string[] = [];
  const documents = await readAttachedVex(source, [digest], {
    log: (level, message) => level === "warn" && warnings.push(message),
    limits: { documentBytes: 10_000 },
  });
  return { documents, warnings };
}

describe("documents beside an image", () => {
  it.each<[string, Parameters<typeof attachedIn>[0]]>([
    ["a referrer as it is", { referrers: [artifact(vex, "application/vnd.openvex+json")] }],
    ["an attestation", { referrers: [artifact(envelope(statement(hex)))] }],
    [
      "a Sigstore bundle",
      {
        referrers: [
          artifact(
            { dsseEnvelope: envelope(statement(hex)) },
            "application/vnd.dev.sigstore.bundle.v0.3+json",
          ),
        ],
      },
    ],
    ["an attestation under cosign's tag", { att: artifact(envelope(statement(hex))) }],
    [
      "one that lies there twice",
      { referrers: [artifact(envelope(statement(hex)))], att: artifact(envelope(statement(hex))) },
    ],
  ])("are read: %s", async (_, options) => {
    const { documents, warnings } = await attachedIn(options);
    expect(warnings).toEqual([]);
    expect(documents).toMatchObject([
      {
        statements: [
          { vulnerabilities: ["CVE-2026-1"], status: "fixed", products: [{ id: digest }] },
        ],
      },
    ]);
    expect(documents[0]?.name).toMatch(/^sha256:[0-9a-f]{64} .*signature not verified/);
  });

  it.each<[string, Parameters<typeof attachedIn>[0]]>([
    ["nothing there", {}],
    ["an empty list", { referrers: [] }],
    [
      "an attestation about another image",
      { referrers: [artifact(envelope(statement("f".repeat(64))))] },
    ],
    [
      "a bill of materials",
      { referrers: [artifact({ spdxVersion: "SPDX-2.3" }, "application/spdx+json")] },
    ],
    [
      "provenance, which is not even read",
      {
        referrers: [artifact("{", "application/vnd.in-toto+json")],
        annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" },
      },
    ],
    [
      "something that is no JSON by its type",
      { referrers: [artifact("{", "application/octet-stream")] },
    ],
  ])("are none, and nothing is warned of: %s", async (_, options) => {
    expect(await attachedIn(options)).toEqual({ documents: [], warnings: [] });
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /is no JSON/],
    [
      "no JSON in the envelope",
      { payloadType: "application/vnd.in-toto+json", payload: "AAAA" },
      /an attestation is no JSON/,
    ],
    [
      "a statement that cannot be followed",
      envelope(statement(hex, { ...vex, statements: [{}] })),
      /statements\[0\]/,
    ],
    ["too much", { ...vex, more: "x".repeat(20_000) }, /limit documentBytes/],
  ])(
    "that are bad are warned of and left out, for anyone may attach them: %s",
    async (_, content, why) => {
      const { documents, warnings } = await attachedIn({
        referrers: [artifact(content), artifact(envelope(statement(hex)))],
      });
      expect(documents).toHaveLength(1);
      expect(warnings).toEqual([expect.stringMatching(why)]);
    },
  );

  it("cannot be asked of a registry that answers nonsense", async () => {
    await expect(attachedIn({ referrers: [], broken: true })).rejects.toMatchObject({
      code: "registry-answer",
    });
  });

  it("are none of an image that lies in no registry", async () => {
    const source = { resolve: () => Promise.reject(new Error()), close: async () => {} };
    await expect(readAttachedVex(source, [digest])).rejects.toMatchObject({
      code: "reference-invalid",
    });
  });
});
