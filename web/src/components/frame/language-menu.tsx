import { ActionIcon, Menu } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isLanguage, languages } from "../../words/languages.ts";
import { useLanguage } from "../../words/use-language.ts";
import { chooseLanguage } from "../../words/words.ts";

export function LanguageMenu() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("frame.language")}>
          <IconLanguage size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={language}
          onChange={(value) => isLanguage(value) && void chooseLanguage(value)}
        >
          {Object.entries(languages).map(([value, { name, tag }]) => (
            <Menu.RadioItem key={value} value={value} lang={tag} closeMenuOnClick>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
