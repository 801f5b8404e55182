import { type Sentences, say, type Values } from "@plimsoll/engine";

/** What a registry's test says of its lines. */
export const checkDetails = {
  "token-elsewhere":
    "Harbor gives tokens to pull at its external URL only, and that is not reached from here: {{error}} Only Harbor's own scanners can scan until it is.",
  administrator:
    "Harbor knows the administrator {{name}}, who may do more than Plimsoll needs. A robot is safer, and faster for Harbor.",
  "token-empty":
    "The token for {{repository}} allows nothing: images cannot be pulled, so only Harbor's own scanners can scan.",
  "no-scanner":
    "None is installed in this Harbor: it cannot scan. Plimsoll's own scanner can, or be installed there.",
  "no-registry":
    "{{host}} answers, but there is no registry API at /v2/. Check the address and the port.",
  "trivy-missing":
    "Installed: {{scanners}}. Trivy, which a hosted Harbor is to scan with, is not installed in it.",
  "trivy-not-default":
    "Installed: {{scanners}}. Trivy is not the default one, so new projects are scanned by another.",
  "projects-more":
    "{{count}} projects or more to be seen; the lines below are tried on {{project}}.",
  projects: "{{count}} projects to be seen; the lines below are tried on {{project}}.",
  "anonymous-harbor": "None given: only public projects are seen, and nothing can be scanned.",
  "plain-harbor": "Plain http: nothing protects what is sent, the password least of all.",
  "version-old": "Harbor {{version}} is too old: Plimsoll works with 2.4 and newer.",
  project: "1 project to be seen; the lines below are tried on {{project}}.",
  "scanners-unhealthy":
    "Installed: {{scanners}}. The default one is not healthy, or there is none.",
  "trivy-off": "Installed: {{scanners}}. Trivy is switched off: switch it on in Harbor.",
  "trivy-unhealthy": "Installed: {{scanners}}. Trivy is unhealthy: Harbor does not reach it.",
  "version-untold": "Harbor does not tell its version. It must be 2.4 or newer.",
  "token-untried": "Tokens are given; there is no repository to try one on.",
  "no-project": "It can be asked, but there is no project to be seen.",
  "version-kept": "Harbor tells its version only to those it knows.",
  "project-scanner": "{{name}} scans {{project}}; it is {{health}}.",
  unchecked: "It is not checked: anybody may be answering.",
  plain: "Plain http: nothing protects what is sent.",
  token: "A token to pull {{repository}} is given.",
  anonymous: "None given; it allows anonymous access.",
  "speaks-oci": "It speaks the OCI distribution API.",
  "trusted-given": "Trusted by the certificate given.",
  "no-project-to-try": "There is no project to try it on.",
  "scanners-untold": "Which there are may not be asked.",
  robot: "Harbor knows the robot {{name}}.",
  listed: "Its repositories can be listed.",
  user: "Harbor knows the user {{name}}.",
  "no-image-to-try": "There is no image to try it on.",
  "answers-as-harbor": "{{host}} answers as a Harbor.",
  "too-slow": "It did not answer in time.",
  accepts: "It accepts {{name}}.",
  version: "Harbor {{version}}.",
  answers: "{{host}} answers.",
  "not-reached": "Not reached.",
  trusted: "Trusted.",
  "not-granted": "Not granted.",
  granted: "Granted.",
  scanners: "Installed: {{scanners}}.",
  scanner: "{{name}} is {{health}}",
  "scanner-default": "{{name}} is {{health}} and the default",
  "repository-unread": "1 repository could not be read",
  "repositories-unread": "{{count}} repositories could not be read",
} as const satisfies Sentences;

export const detailOf = (code: keyof typeof checkDetails, values?: Values): string =>
  say(checkDetails, code, values);
