import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Menu,
  type MenuItemProps,
  NavLink,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";

type Own<P> = Omit<P, "href"> & Omit<ComponentProps<"a">, keyof P | "href">;

/** Mantine's looks with the router's checked addresses. */
export const TextLink = createLink((props: Own<AnchorProps>) => <Anchor {...props} />);
export const ButtonLink = createLink((props: Own<ButtonProps>) => (
  <Button component="a" {...props} />
));
export const MenuLink = createLink((props: Own<MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
));
export const SideLink = createLink((props: Own<NavLinkProps>) => (
  <NavLink component="a" {...props} />
));
