import type { ScannerChoice as Choice, Prevention } from "@plimsoll/api";
import { harborOf, idOf, longWord, refusal } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { ScannerChoice } from "./scanner-choice.tsx";
import { ScannerChoiceDialog } from "./scanner-choice-dialog.tsx";
import { SpacePrevention } from "./space-prevention.tsx";

const of = { registry: idOf(1) };
const plimsoll = { id: idOf(20), name: "Plimsoll", kind: "builtin" } as const;
const trivy = { id: idOf(21), name: "Trivy", kind: "trivy" } as const;
const well = { health: "healthy", healthDetail: null } as const;

const usual: Choice = {
  scanners: [{ ...plimsoll, ...well }],
  from: "default",
  candidates: [plimsoll, trivy],
};
const chosen: Choice = {
  ...usual,
  scanners: [
    { ...trivy, health: "unhealthy", healthDetail: longWord },
    { ...plimsoll, ...well },
  ],
  from: "chosen",
};

const choice = (answer?: unknown): State => ({
  answers: answer === undefined ? [] : [[[...keys.choice, of], answer]],
  show: () => <ScannerChoice of={of} label="Harbor" />,
});

export const loading = choice();
export const failed = choice(refusal("service-unavailable"));
export const byDefault = choice(usual);
export const ofRegistry = choice({ ...usual, from: "registry" });
export const several = choice(chosen);
export const noOthers = choice({ ...usual, candidates: [plimsoll] });
export const dialog: State = {
  alone: "dialog",
  answers: [
    [[...keys.choice, of], chosen],
    [[...keys.spaces, { of: idOf(1) }], ["shop", longWord].map((name, at) => spaceOf(at, name))],
  ],
  show: () => <ScannerChoiceDialog registry={harborOf(1)} opened onClose={() => {}} />,
};

function spaceOf(number: number, name: string) {
  return { id: idOf(40 + number), name };
}

const nothingWished: Prevention["wish"] = {
  ...{ policy: null, severity: null, allowed: [], until: null, leftOut: [], leftOutCount: 0 },
};
const prevention = (answer?: unknown): State => ({
  answers: answer === undefined ? [] : [[[...keys.prevention, idOf(40)], answer]],
  show: () => <SpacePrevention space={idOf(40)} />,
});

export const preventionLoading = prevention();
export const preventionFailed = prevention(refusal("registry-credentials"));
export const preventionOff = prevention({
  ...{ enabled: false, state: "off", problem: null, at: null, wish: nothingWished },
} satisfies Prevention);
export const preventionKept = prevention({
  ...{ enabled: true, state: "kept", problem: null, at: null },
  wish: {
    policy: { id: idOf(60), name: "No critical findings" },
    severity: "critical",
    allowed: ["CVE-2026-1234", "CVE-2026-5678"],
    until: "2026-12-31",
    leftOut: [{ name: longWord, what: "rule", reason: "no-severity" }],
    leftOutCount: 1,
  },
} satisfies Prevention);
export const preventionNotTold = prevention({
  ...{ enabled: true, state: "failed", at: null, wish: nothingWished },
  problem: { code: "registry-credentials", detail: "403: the robot may not change projects" },
} satisfies Prevention);
