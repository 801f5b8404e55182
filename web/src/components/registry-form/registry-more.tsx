import { Accordion, Checkbox, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RegistryFieldsProps } from "./registry-fields.tsx";

const code = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };

/** What most registries do without. */
export function RegistryMore({ values, wrong, registry, onChange }: RegistryFieldsProps) {
  const { t } = useTranslation();
  const used =
    registry?.hasCertificate ||
    values.insecure ||
    values.scanOnPush ||
    [values.mirrors, values.repositories, values.externalAddress].some((text) => text !== "");
  return (
    <Accordion variant="contained" defaultValue={used ? "more" : null}>
      <Accordion.Item value="more">
        <Accordion.Control>{t("registryForm.more")}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            {values.kind === "harbor" && (
              <TextInput
                label={t("registryForm.externalAddress")}
                description={t("registryForm.externalAddressHint")}
                type="url"
                spellCheck={false}
                error={wrong.has("externalAddress") && t("registryForm.addressWrong")}
                value={values.externalAddress}
                onChange={(event) => onChange({ externalAddress: event.currentTarget.value })}
              />
            )}
            <Textarea
              label={t("registryForm.certificate")}
              description={t("registryForm.certificateHint")}
              placeholder={
                registry?.hasCertificate ? t("registryForm.kept") : "-----BEGIN CERTIFICATE-----"
              }
              autosize
              minRows={2}
              maxRows={8}
              spellCheck={false}
              error={wrong.has("certificate") && t("registryForm.certificateWrong")}
              styles={code}
              value={values.certificate}
              onChange={(event) => onChange({ certificate: event.currentTarget.value })}
            />
            <Checkbox
              label={t("registryForm.insecure")}
              description={t("registryForm.insecureHint")}
              checked={values.insecure}
              onChange={(event) => onChange({ insecure: event.currentTarget.checked })}
            />
            <Checkbox
              label={t("registryForm.scanOnPush")}
              description={t("registryForm.scanOnPushHint")}
              checked={values.scanOnPush}
              onChange={(event) => onChange({ scanOnPush: event.currentTarget.checked })}
            />
            {values.kind === "distribution" && (
              <>
                <Textarea
                  label={t("registryForm.repositories")}
                  description={t("registryForm.repositoriesHint")}
                  placeholder={"library/nginx\nteam/"}
                  autosize
                  minRows={2}
                  maxRows={8}
                  spellCheck={false}
                  error={wrong.has("repositories") && t("registryForm.repositoriesWrong")}
                  styles={code}
                  value={values.repositories}
                  onChange={(event) => onChange({ repositories: event.currentTarget.value })}
                />
                <Textarea
                  label={t("registryForm.mirrors")}
                  description={t("registryForm.mirrorsHint")}
                  autosize
                  minRows={1}
                  maxRows={4}
                  spellCheck={false}
                  error={wrong.has("mirrors") && t("registryForm.addressWrong")}
                  styles={code}
                  value={values.mirrors}
                  onChange={(event) => onChange({ mirrors: event.currentTarget.value })}
                />
              </>
            )}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
