import type { Registry, RegistryCheck } from "@plimsoll/api";
import { harborOf, idOf, longWord, registryOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { RegistryChecks } from "./registry-checks.tsx";
import { RegistryDialog } from "./registry-dialog.tsx";

const dialog = (registry: Registry | null): State => ({
  alone: "dialog",
  show: () => <RegistryDialog opened registry={registry} onClose={() => {}} />,
});
const checks = (passed: boolean, lines: RegistryCheck[], registry?: Registry): State => ({
  show: () => <RegistryChecks test={{ passed, checks: lines }} registry={registry ?? null} />,
});

export const toAdd = dialog(null);
export const toChange = dialog(registryOf(1, { username: "robot", hasPassword: true }));
export const harborToChange = dialog(harborOf(1, { hasCertificate: true }));
export const longText = dialog(registryOf(1, { name: longWord, address: `https://${longWord}` }));

const passed: RegistryCheck[] = [
  { name: "address", result: "passed", detail: "https://harbor.example.com" },
  { name: "version", result: "passed", detail: "v2.13.0" },
];
export const testPassed = checks(true, passed);
export const testWithWarning = checks(
  true,
  [
    ...passed,
    {
      ...{ name: "scanners", result: "warning", detail: "Clair is the default" },
      action: "set-default-scanner",
    },
  ],
  harborOf(1, { trivy: { state: "not-default", scannerId: idOf(3) } }),
);
export const testFailed = checks(false, [
  { name: "address", result: "failed", code: "registry-unreachable", detail: longWord },
  { name: "certificate", result: "skipped", detail: "" },
]);
