import type { Scanner } from "@plimsoll/api";
import { longWord, scannerOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ScannerDialog } from "./scanner-dialog.tsx";
import { ScannerTestResult } from "./scanner-test-result.tsx";

const dialog = (scanner: Scanner | null): State => ({
  alone: "dialog",
  show: () => <ScannerDialog opened scanner={scanner} onClose={() => {}} />,
});
const peer = { address: "https://scanner.example.com", certificate: null, insecure: false };

export const toAdd = dialog(null);
export const clairToChange = dialog(scannerOf(20));
export const adapterToChange = dialog(
  scannerOf(20, {
    ...{ kind: "adapter", name: longWord },
    config: { kind: "adapter", ...peer, auth: "basic", username: "plimsoll" },
  }),
);
export const testPassed: State = {
  show: () => (
    <ScannerTestResult
      test={{
        ...{ passed: true, code: null, detail: null },
        description: {
          ...{ name: "Clair", vendor: "Red Hat", version: "4.8.0" },
          ...{ databaseDate: null, consumes: [], bills: [] },
        },
      }}
    />
  ),
};
export const testFailed: State = {
  show: () => (
    <ScannerTestResult
      test={{ passed: false, description: null, code: "scanner-unreachable", detail: longWord }}
    />
  ),
};
