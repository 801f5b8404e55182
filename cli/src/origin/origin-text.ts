import type { BaseImage, TracedFinding } from "@plimsoll/engine";

/** `docker.io/library/debian:12, 1 of 3 layers (certain, by annotation)`. */
export function baseText(base: BaseImage, layers: number): string {
  const name = base.reference ?? base.digest;
  const size = base.layers === null ? null : `${base.layers} of ${layers} layers`;
  const [best] = base.evidence;
  const said = [name, size].filter(Boolean).join(", ") || "not known";
  return `${said} (${base.confidence}${best ? `, by ${best.kind}` : ""})`;
}

/** `own 2 express > qs: RUN npm ci`: by whom, the layer or the Dockerfile's line, what needs it, and the step. */
export function originText({ origin, layer }: Pick<TracedFinding, "origin" | "layer">): string {
  const { from, chain, line, instruction } = origin;
  const place = [from, line ? `line ${line.number}` : layer.index].filter((one) => one !== null);
  const needed = chain.length > 1 ? `${chain.slice(0, -1).join(" > ")}: ` : "";
  const step = (instruction?.text ?? layer.command ?? "").replace(/\s+/g, " ").trim();
  return `${place.join(" ")} ${needed}${step}`.trim();
}
