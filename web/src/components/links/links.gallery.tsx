import { Menu } from "@mantine/core";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { ButtonLink, MenuLink, SideLink, TextLink } from "./links.tsx";
import { NativeLink } from "./native-link.tsx";

export const text: State = {
  show: (t) => <TextLink to="/images">{t("frame.images")}</TextLink>,
};
export const button: State = {
  show: (t) => <ButtonLink to="/images">{t("frame.images")}</ButtonLink>,
};
export const side: State = {
  show: (t) => (
    <div style={{ maxWidth: 216 }}>
      <SideLink to="/images" label={t("frame.images")} active />
      <SideLink to="/scans" label={t("frame.scans")} />
    </div>
  ),
};
export const menu: State = {
  alone: "dialog",
  show: (t) => (
    <Menu opened>
      <Menu.Target>
        <button type="button">{t("frame.navigation")}</button>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink to="/images">{t("frame.images")}</MenuLink>
      </Menu.Dropdown>
    </Menu>
  ),
};
export const native: State = {
  show: () => <NativeLink name="Harbor" href="https://harbor.example.com" />,
};
export const noNativePage: State = { show: () => <NativeLink name="Harbor" href={null} /> };
export const longText: State = {
  show: () => (
    <TextLink to="/images" style={{ overflowWrap: "anywhere" }}>
      {longWord.repeat(3)}
    </TextLink>
  ),
};
