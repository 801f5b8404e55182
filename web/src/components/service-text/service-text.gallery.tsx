import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ServiceText } from "./service-text.tsx";

const said = (text: string): State => ({
  show: () => (
    <div style={{ overflowWrap: "anywhere" }}>
      <ServiceText text={text} />
    </div>
  ),
});

export const ofTheService = said("There is a policy named Before production already.");
export const withSentencesInIt = said(
  "2 findings (high or worse, with a fix): CVE-2024-1 in openssl 1.1, CVE-2024-2 in zlib 1.2",
);
export const ofOthers = said("connect ECONNREFUSED 127.0.0.1:5000");
export const ofBoth = said("harbor.example.com: ECONNREFUSED. Check the address and the network.");
export const longText = said(longWord.repeat(4));
