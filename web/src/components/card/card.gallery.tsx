import { Button } from "@mantine/core";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Card, Cards } from "./card.tsx";

export const full: State = {
  show: (t) => (
    <Cards>
      <Card
        title={t("card.scanner")}
        actions={
          <Button size="compact-sm" variant="default">
            {t("action.edit")}
          </Button>
        }
      >
        {t("scannerChoice.counts")}
      </Card>
    </Cards>
  ),
};
export const titleAlone: State = { show: (t) => <Card title={t("card.scanner")} /> };
export const longText: State = { show: () => <Card title={longWord}>{longWord.repeat(4)}</Card> };
export const many: State = {
  show: (t) => (
    <Cards>
      {Array.from({ length: 4 }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <Card key={at} title={`${t("card.scanner")} ${at + 1}`} />
      ))}
    </Cards>
  ),
};
