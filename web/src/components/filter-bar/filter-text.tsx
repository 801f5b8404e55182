import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./filter-bar.module.css";

type FilterTextProps = {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

/** Milliseconds after the last key. */
const pause = 250;

/** Narrows while one types, and follows the address when that changes from elsewhere. */
export function FilterText({ label, value = "", onChange }: FilterTextProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      change.current(wanted === "" ? undefined : wanted);
    }, pause);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <TextInput
      className={styles.text ?? ""}
      type="search"
      size="xs"
      maxLength={255}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<IconSearch size={15} />}
      rightSection={
        text !== "" && (
          <CloseButton size="xs" aria-label={t("action.clear")} onClick={() => setText("")} />
        )
      }
    />
  );
}
