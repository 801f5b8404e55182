import { Select, SimpleGrid, TextInput } from "@mantine/core";
import type { ImageScope } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { useRegistries } from "../../data/use-registries.ts";

type ScopeFieldsProps = { scope: ImageScope; onChange: (scope: ImageScope) => void };

/** Narrows what something is about; what is left empty narrows nothing. */
export function ScopeFields({ scope, onChange }: ScopeFieldsProps) {
  const { t } = useTranslation();
  const registries = useRegistries();
  const text = (key: "space" | "repository" | "tag") => ({
    value: scope[key] ?? "",
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange(withPart(scope, key, event.currentTarget.value)),
  });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
      <Select
        label={t("images.registry")}
        placeholder={t("images.allRegistries")}
        data={(registries.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={scope.registryId ?? null}
        onChange={(id) => onChange(withPart(scope, "registryId", id ?? ""))}
        clearable
        clearButtonProps={{ "aria-label": t("images.allRegistries") }}
      />
      <TextInput label={t("images.space")} placeholder={t("images.allSpaces")} {...text("space")} />
      <TextInput
        label={t("scope.repository")}
        placeholder={t("scope.repositoryExample")}
        {...text("repository")}
      />
      <TextInput label={t("scope.tag")} placeholder="v*" {...text("tag")} />
    </SimpleGrid>
  );
}

/** An empty part is left out, whatever is typed before it. */
function withPart(scope: ImageScope, key: keyof ImageScope, value: string): ImageScope {
  const { [key]: _, ...rest } = scope;
  return value === "" ? rest : { ...rest, [key]: value };
}
