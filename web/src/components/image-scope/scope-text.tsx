import type { ImageScope } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { useRegistries } from "../../data/use-registries.ts";

/** Which images something is about, in words. */
export function ScopeText({ scope }: { scope: ImageScope }) {
  const { t } = useTranslation();
  const registries = useRegistries();
  const registry = registries.data?.find(({ id }) => id === scope.registryId)?.name;
  const parts = [
    scope.registryId && t("scope.inRegistry", { name: registry ?? "…" }),
    scope.space && t("scope.inSpace", { name: scope.space }),
    scope.repository && t("scope.ofImage", { name: scope.repository }),
    scope.tag && t("scope.withTag", { name: scope.tag }),
  ].filter(Boolean);
  const text = parts.length === 0 ? t("scope.all") : parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
