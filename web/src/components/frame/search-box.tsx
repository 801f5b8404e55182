import { CloseButton, Combobox, Kbd, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearch } from "../../data/use-search.ts";
import { foundGroups } from "./found-groups.ts";
import styles from "./frame.module.css";

/** Finds images, digests, vulnerabilities and packages from any page; Ctrl K leads to it. */
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const found = useSearch(asked);
  const groups = asked.length > 1 && found.data ? foundGroups(found.data, t) : [];
  useHotkeys([["mod+K", () => input.current?.focus()]], []);

  function leave() {
    setText("");
    combobox.closeDropdown();
    input.current?.blur();
  }

  return (
    <search className={styles.search}>
      <Combobox
        store={combobox}
        withinPortal={false}
        position="bottom-start"
        onOptionSubmit={(key) => {
          const option = groups.flatMap(({ options }) => options).find((one) => one.key === key);
          if (option) void navigate(option.to);
          leave();
        }}
      >
        <Combobox.Target>
          <TextInput
            ref={input}
            type="search"
            size="xs"
            maxLength={255}
            value={text}
            placeholder={t("frame.search")}
            aria-label={t("frame.search")}
            leftSection={<IconSearch size={15} />}
            rightSectionWidth={text === "" ? "var(--hint-width)" : undefined}
            rightSection={
              text === "" ? (
                <Kbd size="xs" aria-hidden visibleFrom="sm">
                  Ctrl K
                </Kbd>
              ) : (
                <CloseButton size="xs" aria-label={t("action.clear")} onClick={() => setText("")} />
              )
            }
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.openDropdown();
              combobox.updateSelectedOptionIndex();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === "Escape") return leave();
              if (event.key !== "Enter" || combobox.getSelectedOptionIndex() >= 0) return;
              // Nothing is chosen: what is meant is most often an image.
              void navigate({ to: "/images", search: { q: text.trim() || undefined } });
              leave();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown className={styles.finds ?? ""} hidden={asked.length < 2 || !found.data}>
          <Combobox.Options mah={420} className={styles.found ?? ""} aria-label={t("search.found")}>
            {groups.map(({ kind, options }) => (
              <Combobox.Group key={kind} label={t(`search.${kind}`)}>
                {options.map(({ key, name, more }) => (
                  <Combobox.Option key={key} value={key}>
                    {name}{" "}
                    {more && (
                      <Text span size="xs" c="dimmed" ml="xs">
                        {more}
                      </Text>
                    )}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {groups.length === 0 && <Combobox.Empty>{t("search.nothing")}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </search>
  );
}
