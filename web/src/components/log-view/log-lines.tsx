import { Highlight } from "@mantine/core";
import type { LogLine } from "@plimsoll/api";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatClock } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./log-view.module.css";

type LogLinesProps = { lines: LogLine[]; live: boolean; find: string | undefined };

const lineHeight = 22;

/** Any number of lines; while the scan runs the newest stays in view, unless one has scrolled up. */
export function LogLines({ lines, live, find }: LogLinesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });

  useEffect(() => {
    if (live && atEnd.current && lines.length > 0)
      virtual.scrollToIndex(lines.length - 1, { align: "end" });
  }, [live, lines.length, virtual]);

  return (
    <section
      ref={box}
      className={styles.box}
      aria-label={t("log.label")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < lineHeight * 2;
      }}
    >
      {lines.length === 0 && (
        <p className={styles.nothing}>
          {find ? t("log.noMatch") : t(live ? "log.waiting" : "log.empty")}
        </p>
      )}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={line.line}
              ref={virtual.measureElement}
              data-index={item.index}
              className={styles.line}
              data-level={line.level}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <time dateTime={line.time}>{formatClock(line.time, language)}</time>
              <span className={styles.level}>{t(`logLevel.${line.level}`)}</span>
              <Highlight component="span" inherit highlight={find ?? ""}>
                {line.message}
              </Highlight>
            </div>
          );
        })}
      </div>
    </section>
  );
}
