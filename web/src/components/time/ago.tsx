import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { formatAgo, formatExact } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";

type AgoProps = {
  time: string;
  /** What stands for it, where "3 days ago" alone does not say enough. */
  as?: (ago: string) => string;
};

/** How long ago; the exact time on hover and focus. */
export function Ago({ time, as = (ago) => ago }: AgoProps) {
  const language = useLanguage();
  const now = useMinute();
  return (
    <Tooltip label={formatExact(time, language)}>
      <time dateTime={time}>{as(formatAgo(time, now, language))}</time>
    </Tooltip>
  );
}

/** The time, anew each minute, so that "1 minute ago" does not stay true for ever. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
