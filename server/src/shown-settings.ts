import { isDeepStrictEqual } from "node:util";
import { type Settings, type Setting as ShownSetting, settingGroups } from "@plimsoll/api";
import type { Setting } from "./config.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What is in force, in its groups, without anything secret. The environment has no fault: it was read before. */
export function showSettings(settings: readonly Setting<unknown>[], env: Env): Settings {
  return {
    groups: settingGroups.map((name) => ({
      name,
      settings: settings.filter(({ group }) => group === name).map((setting) => show(setting, env)),
    })),
  };
}

/** As it was written, or as it would be. */
export function textOf({ name, default: usual }: Setting<unknown>, env: Env): string | null {
  return env[name] || usual;
}

function show(setting: Setting<unknown>, env: Env): ShownSetting {
  const { name, secret = false, default: usual, parse } = setting;
  const text = textOf(setting, env);
  const value = text === null ? null : parse(text);
  const isDefault = isDeepStrictEqual(value, usual === null ? null : parse(usual));
  return { name, value: secret || text === null ? null : plain(value, text), isDefault, secret };
}

/** Lists of nets and hosts are told as they were written: nothing secret can be in them. */
function plain(value: unknown, text: string): string | number | boolean {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "string") return withoutCredentials(value);
  return isList(value) ? value.map(withoutCredentials).join(", ") : text;
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

/**
 * Queries of addresses may hold signatures and passwords too. What looks like an address and is none, or has its user
 * before a registry as no reference has, could hide them anywhere.
 */
function withoutCredentials(text: string): string {
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(text)?.[0];
  if (scheme === undefined) return text.replace(/^[^/\\@]+:[^/\\@]*@(?!sha\d+:)/, "");
  const url = URL.parse(text);
  if (url === null) return `${scheme}…`;
  const { username, password, search, hash, protocol, host, pathname } = url;
  const isPlain = [username, password, search, hash].every((part) => part === "");
  return isPlain ? text : `${protocol}//${host}${pathname}`;
}
