import { Button } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { RegistryCard } from "../../components/registry-card/registry-card.tsx";
import { RegistryDialog } from "../../components/registry-form/registry-dialog.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { useRegistries } from "../../data/use-registries.ts";
import styles from "./registries-page.module.css";

/** What the dialog is about: a new registry, one to change, or nothing. */
type Dialog = "new" | Registry | null;

export function RegistriesPage() {
  const { t } = useTranslation();
  const registries = useRegistries();
  const [dialog, setDialog] = useState<Dialog>(null);
  return (
    <Page
      title={t("frame.registries")}
      aside={
        <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setDialog("new")}>
          {t("registries.add")}
        </Button>
      }
    >
      <Waiting for={registries} rows={3} height={120} />
      {registries.data?.length === 0 && (
        <Panel>
          <Empty
            icon={<IconPlugConnected />}
            title={t("registries.empty.title")}
            text={t("registries.empty.text")}
          >
            <Button onClick={() => setDialog("new")}>{t("registries.add")}</Button>
          </Empty>
        </Panel>
      )}
      {registries.data && (
        <div className={styles.cards}>
          {registries.data.map((registry) => (
            <RegistryCard
              key={registry.id}
              registry={registry}
              onEdit={() => setDialog(registry)}
            />
          ))}
        </div>
      )}
      <RegistryDialog
        opened={dialog !== null}
        registry={dialog === "new" ? null : dialog}
        onClose={() => setDialog(null)}
      />
    </Page>
  );
}
