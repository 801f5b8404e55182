import { Button } from "@mantine/core";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { FilterText } from "./filter-text.tsx";

const nothing = () => {};

function bar(value: string | undefined, more: number): State {
  return {
    show: (t) => (
      <FilterBar>
        <FilterText label={t("log.search")} value={value} onChange={nothing} />
        {Array.from({ length: more }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
          <Button key={at} size="xs" variant="default">
            {t("log.download")}
          </Button>
        ))}
      </FilterBar>
    ),
  };
}

export const empty = bar(undefined, 0);
export const filled = bar("checkout", 1);
export const longText = bar(longWord, 1);
export const many = bar("checkout", 9);
