import type { Artifact } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Ago } from "../../components/time/ago.tsx";

/** When it was pushed; where its registry does not tell, when it was built, in words that say so. */
export function Pushed({ artifact: { pushedAt, createdAt } }: { artifact: Artifact }) {
  const { t } = useTranslation();
  if (pushedAt !== null) return <Ago time={pushedAt} />;
  if (createdAt === null) return null;
  return <Ago time={createdAt} as={(ago) => t("artifact.builtAgo", { ago })} />;
}
