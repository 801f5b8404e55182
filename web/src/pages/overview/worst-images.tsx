import type { Artifact } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { ScanCell } from "../../components/scan-cell/scan-cell.tsx";
import { artifactName } from "../../url/artifact-name.ts";
import styles from "./overview.module.css";

/** Where to begin. */
export function WorstImages({ worst }: { worst: readonly Artifact[] }) {
  const { t } = useTranslation();
  if (worst.length === 0) return <p className={styles.none}>{t("overview.noWorst")}</p>;
  return (
    <ol className={styles.worst}>
      {worst.map((artifact) => (
        <li key={artifact.id}>
          <TextLink to="/artifacts/$id" params={{ id: artifact.id }} size="sm" fw={600}>
            {artifactName(artifact)}
          </TextLink>
          <ScanCell artifact={artifact} name={artifactName(artifact)} />
        </li>
      ))}
    </ol>
  );
}
