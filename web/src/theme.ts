import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import type { Severity } from "@plimsoll/api";

const hull: MantineColorsTuple = [
  "#eff6fb",
  "#dceaf5",
  "#b7d3ea",
  "#8fbbdf",
  "#6da6d5",
  "#5798cf",
  "#4a90cc",
  "#2a6fae",
  "#1c5d95",
  "#164a78",
];

const gray: MantineColorsTuple = [
  "#f6f8fa",
  "#edf0f4",
  "#e1e6ec",
  "#d1d8e0",
  "#b8c2cc",
  "#97a3b0",
  "#6b7785",
  "#54606e",
  "#3c4753",
  "#232b34",
];

const dark: MantineColorsTuple = [
  "#d5dae1",
  "#b7bfc9",
  "#98a2af",
  "#626c79",
  "#3a424d",
  "#2c333d",
  "#232932",
  "#191e25",
  "#14181e",
  "#0f1216",
];

type Paint = { readonly fill: string; readonly text: string };

/**
 * Lightness grows from critical to unknown in both schemes, so that the order survives greyscale
 * and every kind of colour blindness; a number or a word always stands beside it.
 */
export const severityPaint: Readonly<Record<"light" | "dark", Readonly<Record<Severity, Paint>>>> =
  {
    light: {
      critical: { fill: "#8a0f2a", text: "#ffffff" },
      high: { fill: "#c7442a", text: "#ffffff" },
      medium: { fill: "#e8912d", text: "#231400" },
      low: { fill: "#e8c64f", text: "#231d00" },
      negligible: { fill: "#cfe0ee", text: "#132433" },
      unknown: { fill: "#eef1f4", text: "#232b34" },
    },
    dark: {
      critical: { fill: "#b8173c", text: "#ffffff" },
      high: { fill: "#e26246", text: "#1c0700" },
      medium: { fill: "#f0a04b", text: "#231400" },
      low: { fill: "#e6c55d", text: "#231d00" },
      negligible: { fill: "#cadbe9", text: "#132433" },
      unknown: { fill: "#e9edf1", text: "#232b34" },
    },
  };

export const theme = createTheme({
  colors: { hull, gray, dark },
  primaryColor: "hull",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.4" },
      h2: { fontSize: "1rem", lineHeight: "1.45" },
      h3: { fontSize: "0.875rem", lineHeight: "1.5" },
    },
  },
  // Plain objects, not `Modal.extend(…)`: that would load the component with the first page.
  components: {
    // As the words are written, like everything else.
    Badge: { styles: { label: { textTransform: "none" } } },
    Loader: { defaultProps: { type: "dots" } },
    // A menu holds items alone, and lies in a landmark as all that is read does.
    Menu: {
      defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: "#main" } },
    },
    Modal: { defaultProps: { centered: true }, styles: { title: { fontWeight: 650 } } },
    // A dialog has no banner, which a plain header element outside of sections would be.
    ModalHeader: { defaultProps: { role: "presentation" } },
    DrawerHeader: { defaultProps: { role: "presentation" } },
    Drawer: { styles: { title: { fontWeight: 650 } } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 250,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": gray[7],
    "--mantine-color-placeholder": gray[6],
    "--surface-page": gray[0],
    "--surface": "#ffffff",
    "--surface-raised": gray[0],
    "--surface-hover": hull[0],
    "--line": gray[2],
    "--good": "#1f6b3b",
    "--bad": "#a3231a",
    "--warn": "#8a5200",
    ...severityVariables("light"),
  },
  dark: {
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": "#8b95a2",
    "--surface-page": dark[8],
    "--surface": dark[7],
    "--surface-raised": dark[6],
    "--surface-hover": dark[6],
    "--line": dark[5],
    "--good": "#7fd19b",
    "--bad": "#ff9a8f",
    "--warn": "#f0b35a",
    ...severityVariables("dark"),
  },
});

function severityVariables(scheme: "light" | "dark"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(severityPaint[scheme]).flatMap(([severity, paint]) => [
      [`--severity-${severity}`, paint.fill],
      [`--severity-${severity}-text`, paint.text],
    ]),
  );
}
