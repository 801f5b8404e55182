import { describe, expect, test } from "vitest";
import reviews from "../../test/admission-reviews.json" with { type: "json" };
import { admissionReviewSchema, imagesOf, toReview } from "./review.ts";

/** Sent by kube-apiserver 1.34.2, but for `managedFields` and the host of the images. */
const imagesIn = (review: object) => imagesOf(admissionReviewSchema.parse(review).request);

describe("what an API server sent", () => {
  test("for kubectl debug brings in the debugging container alone", () => {
    expect(imagesIn(reviews.debugContainer)).toEqual([
      { image: "registry.example.com/team/bad:v1", containers: ["debugger-fjrq7"] },
    ]);
  });

  test("for a pod with a volume that is an image, beside the one of its account", () => {
    expect(imagesIn(reviews.imageVolume)).toEqual([
      { image: "registry.example.com/team/good:v1", containers: ["web"] },
      { image: "registry.example.com/team/bad:v1", containers: ["data"] },
    ]);
  });

  test("when a controller scaled a ReplicaSet brings nothing in", () => {
    expect(imagesIn(reviews.scaled)).toEqual([]);
  });
});

test("an image of several containers is one, with all their names", () => {
  const request = {
    uid: "u",
    kind: { group: "", version: "v1", kind: "Pod" },
    operation: "CREATE",
    object: {
      spec: {
        initContainers: [{ name: "prepare", image: "a:1" }],
        containers: [
          { name: "main", image: "a:1" },
          { name: "other", image: "b:1" },
        ],
      },
    },
  };
  expect(imagesOf(request)).toEqual([
    { image: "a:1", containers: ["prepare", "main"] },
    { image: "b:1", containers: ["other"] },
  ]);
});

describe("an answer", () => {
  /** https://github.com/kubernetes/apimachinery/blob/v0.34.2/pkg/util/net/http.go: the API server drops such a warning. */
  test("has no control characters, which an image's name may have in a pod", () => {
    const answer = { allowed: false, message: "a\nb", warnings: ["evil\u001b[31m:1 is unknown"] };
    expect(toReview("u", answer)).toMatchObject({
      response: { status: { message: "a b" }, warnings: ["evil [31m:1 is unknown"] },
    });
  });

  test("has no more warnings than the API server takes, each as long as it may be", () => {
    const warnings = Array.from({ length: 20 }, (_, n) => `${n} ${"x".repeat(300)}`);
    const { response } = toReview("u", { allowed: true, message: null, warnings }) as {
      response: { warnings: string[] };
    };
    expect(response.warnings).toHaveLength(16);
    for (const one of response.warnings) expect(one).toMatch(/^.{255}…$/);
  });
});
