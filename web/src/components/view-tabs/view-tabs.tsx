import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../callout/callout.tsx";

type ViewTabsProps<V extends string> = {
  /** Those that the person may look at. */
  views: readonly V[];
  /** The one that the address names; the first where it names none of them. */
  asked: V | undefined;
  nameOf: (view: V) => string;
  contents: Readonly<Record<V, () => ReactNode>>;
  /** Undefined for the first of all, which the address need not name. */
  onChange: (view: V | undefined) => void;
};

/** The parts of a page, of which one is there at a time. */
export function ViewTabs<V extends string>(props: ViewTabsProps<V>) {
  const { views, asked, nameOf, contents, onChange } = props;
  const { t } = useTranslation();
  const [first] = views;
  if (first === undefined)
    return (
      <Callout tone="bad" title={t("problem.forbidden.title")}>
        {t("problem.forbidden.hint")}
      </Callout>
    );
  return (
    <Tabs
      value={views.find((name) => name === asked) ?? first}
      onChange={(value) => {
        const next = views.find((name) => name === value);
        onChange(next === first ? undefined : next);
      }}
      keepMounted={false}
    >
      <Tabs.List mb="sm">
        {views.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {nameOf(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {views.map((name) => {
        const Content: () => ReactNode = contents[name];
        return (
          <Tabs.Panel key={name} value={name}>
            <Content />
          </Tabs.Panel>
        );
      })}
    </Tabs>
  );
}
