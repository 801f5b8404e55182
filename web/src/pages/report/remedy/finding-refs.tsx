import type { FindingRef } from "@plimsoll/api";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import { SeverityMark } from "../../../components/severity/severity-mark.tsx";
import { ReportLink } from "../report-link.tsx";
import styles from "./remedy.module.css";

const shown = 200;

/** Findings by name, folded; each leads to itself in the list of vulnerabilities. */
export function FindingRefs({ label, refs }: { label: string; refs: readonly FindingRef[] }) {
  if (refs.length === 0) return null;
  return (
    <details>
      <summary>{label}</summary>
      <Scrollable label={label}>
        <ul className={styles.refs}>
          {refs.slice(0, shown).map(({ id, severity, package: { name, version, path } }) => (
            <li key={`${id} ${name} ${version} ${path}`}>
              <SeverityMark severity={severity} />
              <ReportLink search={{ tab: "vulnerabilities", q: id }}>{id}</ReportLink>
              <span>
                {name} {version}
              </span>
            </li>
          ))}
          {refs.length > shown && <li>… +{refs.length - shown}</li>}
        </ul>
      </Scrollable>
    </details>
  );
}
