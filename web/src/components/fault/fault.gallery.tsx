import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { FaultText } from "./fault-text.tsx";

const fault = (code: string | null, text: string | null): State => ({
  show: () => (
    <div style={{ overflowWrap: "anywhere" }}>
      <FaultText code={code} text={text} />
    </div>
  ),
});

export const known = fault("unauthorized", null);
export const withParticulars = fault("unauthorized", "harbor.example.com: 503");
export const saidOnce = fault("not-an-image", "It holds no root file system: its type is a chart");
export const ofNewerService = fault("not-known-here", "What the service wrote");
export const nothingSaid = fault(null, null);
export const longText = fault("unauthorized", longWord.repeat(4));
