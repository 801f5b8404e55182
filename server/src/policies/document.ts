import { checkPolicy, type Policy as PolicyDocument } from "@plimsoll/engine/policy";
import { PlimsollError } from "../error.ts";

/** Throws `bad-request` with every fault and where it is. */
export function readDocument(text: string): PolicyDocument {
  const { value, faults } = checkPolicy(text);
  if (value !== null) return value;
  const said = faults.map(({ path, line, message }) => {
    const place = [line === null ? "" : `line ${line}`, path].filter(Boolean).join(", ");
    return place === "" ? message : `${place}: ${message}`;
  });
  throw new PlimsollError("bad-request", said.join(" "), {
    hint: "docs/policies.md has every key of a policy, with examples.",
  });
}
