import type { Registry } from "@plimsoll/api";
import { harborOf, idOf, installed, longWord, registryOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { RegistryCard } from "./registry-card.tsx";
import { UnbindDialog } from "./unbind-dialog.tsx";

const nothing = () => {};
const card = (registry: Registry): State => ({
  show: () => <RegistryCard registry={registry} onEdit={nothing} />,
});

export const healthy = card(registryOf(1));
export const hostedHarbor = card(
  harborOf(1, {
    scanners: [installed(3), installed(4, { name: "Clair", isDefault: false, health: "unknown" })],
    trivy: { state: "default", scannerId: idOf(3) },
  }),
);
export const trivyIsNotTheDefault = card(
  harborOf(1, {
    scanners: [installed(3, { isDefault: false })],
    trivy: { state: "not-default", scannerId: idOf(3) },
  }),
);
export const trivyIsMissing = card(harborOf(1, { trivy: { state: "missing", scannerId: null } }));
export const unhealthy = card(
  registryOf(1, {
    ...{ health: "unhealthy", healthCode: "registry-certificate" },
    healthDetail: "unable to verify the first certificate",
  }),
);
export const neverLookedAt = card(
  registryOf(1, {
    ...{ health: "unknown", syncState: "never", syncedAt: null },
    ...{ spaces: 0, images: 0, artifacts: 0 },
  }),
);
export const syncing = card(registryOf(1, { syncState: "running" }));
export const syncFailed = card(registryOf(1, { syncState: "failed" }));
export const insecure = card(registryOf(1, { insecure: true }));
export const sample = card(registryOf(1, { sample: true, name: "Sample" }));
export const longText = card(
  registryOf(1, {
    ...{ name: longWord, address: `https://${longWord}`, health: "unhealthy" },
    ...{ healthDetail: longWord.repeat(4), spaces: 1234, images: 98_765, artifacts: 1_234_567 },
  }),
);
export const unbinding: State = {
  alone: "dialog",
  show: () => <UnbindDialog registry={registryOf(1)} opened onClose={nothing} />,
};
export const unbindingOwnRobot: State = {
  alone: "dialog",
  show: () => <UnbindDialog registry={harborOf(1, { ownRobot: true })} opened onClose={nothing} />,
};
