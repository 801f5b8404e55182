import { useId } from "react";

/** The load line that Samuel Plimsoll put on ships: how much they may safely carry. */
export function Logo({ size = 26, label }: { size?: number; label?: string }) {
  const id = useId();
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      role="img"
      aria-hidden={label === undefined}
      aria-labelledby={label === undefined ? undefined : id}
    >
      <title id={id}>{label ?? ""}</title>
      <rect width="32" height="32" rx="7" fill="var(--mantine-color-hull-8)" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <circle cx="16" cy="16" r="7.5" />
        <path d="M3.5 16h25" />
      </g>
    </svg>
  );
}
