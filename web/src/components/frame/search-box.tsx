import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMatchRoute, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./frame.module.css";

/** Finds images from any page; the list of images has this box itself, narrowing as one types. */
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const onImages = useMatchRoute()({ to: "/images" }) !== false;
  const [text, setText] = useState("");
  if (onImages) return null;
  return (
    <search className={styles.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: "/images", search: { q: text.trim() || undefined } });
          setText("");
        }}
      >
        <TextInput
          type="search"
          size="xs"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t("frame.search")}
          aria-label={t("frame.search")}
          leftSection={<IconSearch size={15} />}
          rightSection={
            text !== "" && (
              <CloseButton size="xs" aria-label={t("action.clear")} onClick={() => setText("")} />
            )
          }
        />
      </form>
    </search>
  );
}
