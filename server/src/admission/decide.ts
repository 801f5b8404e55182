import { setTimeout as delay } from "node:timers/promises";
import type { AdmissionSettings } from "@plimsoll/api";
import { matchesPattern } from "@plimsoll/engine/policy";
import type { Service } from "../service.ts";
import { type AskedImage, judgeNamed, resultOf } from "../verdicts/ask.ts";
import { scanAsked } from "../verdicts/scan-asked.ts";
import { noteDeployed } from "./deployed.ts";
import { type AdmissionAnswer, type AdmissionRequest, imagesOf, type UsedImage } from "./review.ts";
import { getAdmission } from "./settings.ts";

/** More images than any pod has: with them are none let in, or one that fails could hide behind them. */
const mostImages = 200;
/** Of images and their containers, named in an answer. */
const mostNamed = 10;

/**
 * Whether what is asked for may run, by kept verdicts, within so many milliseconds: what is not known by then is
 * `unknown`. What was never scanned is scanned in the background, and what is let in is kept as deployed, unless the
 * request is a dry run.
 */
export async function decide(
  service: Service,
  request: AdmissionRequest,
  milliseconds: number,
): Promise<AdmissionAnswer> {
  const late = new AbortController();
  try {
    const timeout = delay(milliseconds, null, { signal: late.signal, ref: false });
    const judging = judge(service, request, milliseconds);
    const answer =
      (await Promise.race([judging, timeout]))?.answer ?? tooLate(request, lastSettings);
    if (answer.allowed && request.dryRun !== true) noteLater(service, judging);
    return answer;
  } finally {
    late.abort();
  }
}

/** As they were when the database last answered: to know what is wished when it does not. */
let lastSettings: AdmissionSettings | null = null;

async function judge(
  service: Service,
  request: AdmissionRequest,
  milliseconds: number,
): Promise<Judgement> {
  const settings = await getAdmission(service);
  lastSettings = settings;
  const used = usedOf(request, settings);
  if (used.length === 0 || used.length > mostImages)
    return { answer: unjudged(used, settings), asked: [] };
  const names = used.map(({ image }) => image);
  // Registries get a little less, so that what is known of the other images is told.
  const asked = await judgeNamed(
    service,
    names,
    AbortSignal.timeout(Math.floor(milliseconds * 0.9)),
  );
  if (request.dryRun !== true) scanLater(service, asked);
  const by = new Map(asked.map((image) => [image.name, image]));
  const judged = used.map((one) => ({ ...one, asked: by.get(one.image) ?? null }));
  return { answer: answerOf(judged, settings), asked };
}

type Judgement = { readonly answer: AdmissionAnswer; readonly asked: readonly AskedImage[] };

/** What is not exempt; nothing while it is switched off. */
function usedOf(request: AdmissionRequest, settings: AdmissionSettings): UsedImage[] {
  const { enabled, exemptNamespaces, exemptImages } = settings;
  const { namespace } = request;
  if (!enabled) return [];
  if (namespace && exemptNamespaces.some((one) => matchesPattern(one, namespace))) return [];
  return imagesOf(request).filter(
    ({ image }) => !exemptImages.some((one) => matchesPattern(one, image)),
  );
}

type Judged = UsedImage & { readonly asked: AskedImage | null };

function answerOf(images: readonly Judged[], settings: AdmissionSettings): AdmissionAnswer {
  const denied: string[] = [];
  const warnings: string[] = [];
  for (const image of images) {
    const result = image.asked === null ? "unknown" : resultOf(image.asked);
    if (result === "pass") continue;
    const isDenied = result === "fail" || (result === "unknown" && settings.onUnknown === "deny");
    (isDenied ? denied : warnings).push(wordsFor(image));
  }
  return toAnswer(denied, warnings, settings);
}

function unjudged(used: readonly UsedImage[], settings: AdmissionSettings): AdmissionAnswer {
  return used.length > mostImages
    ? toAnswer([`${used.length} images at once, of ${mostImages} at most`], [], settings)
    : answerOf(
        used.map((one) => ({ ...one, asked: null })),
        settings,
      );
}

function toAnswer(
  denied: readonly string[],
  warnings: readonly string[],
  { dryRun }: AdmissionSettings,
): AdmissionAnswer {
  if (dryRun)
    return {
      allowed: true,
      message: null,
      warnings: [...denied.map((one) => `would be denied: ${one}`), ...warnings],
    };
  const message = denied.length === 0 ? null : `Plimsoll: ${listed(denied, "; ")}`;
  return { allowed: message === null, message, warnings };
}

function wordsFor({ containers, image, asked }: Judged): string {
  const what = `${image} (${listed(containers, ", ")})`;
  const { reasons = [], result } = asked?.verdict ?? {};
  const [first, ...others] = reasons.filter((reason) => reason.result === result);
  if (first) {
    const rules = others.map(({ rule }) => rule);
    const also = rules.length === 0 ? "" : ` (also: ${listed(rules, ", ")})`;
    return `${what}: ${first.rule}: ${first.text}${also}`;
  }
  if (asked?.reason === "unknown-registry") return `${what} is in no registry that is connected`;
  return `${what} is not known yet`;
}

function listed(all: readonly string[], separator: string): string {
  const more = all.length > mostNamed ? [`and ${all.length - mostNamed} more`] : [];
  return [...all.slice(0, mostNamed), ...more].join(separator);
}

function tooLate(request: AdmissionRequest, settings: AdmissionSettings | null): AdmissionAnswer {
  if (settings === null) return { allowed: true, message: null, warnings: [] };
  return unjudged(usedOf(request, settings), settings);
}

function scanLater(service: Service, asked: readonly AskedImage[]): void {
  const unscanned = asked.filter(
    ({ verdict, reason }) =>
      reason === "unknown-image" || verdict?.reasons.some(({ kind }) => kind === "not-scanned"),
  );
  if (unscanned.length === 0) return;
  scanAsked(service, unscanned).catch((error) =>
    service.log.warn({ err: error }, "what a cluster wants to run could not be queued"),
  );
}

/** After the answer, which waits for nothing of it; where that came before the judgement, as soon as the images are known. */
function noteLater({ db, log }: Service, judging: Promise<Judgement>): void {
  judging
    .then(({ asked }) =>
      noteDeployed(
        db,
        asked.flatMap(({ artifactId }) => artifactId ?? []),
      ),
    )
    .catch((error) => log.warn({ err: error }, "what was let into a cluster could not be kept"));
}
