import { Button } from "@mantine/core";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { TextLink } from "../links/links.tsx";
import { LoadingRows } from "../states/loading-rows.tsx";
import { Page } from "./page.tsx";

function page(title: string): State {
  return {
    alone: "page",
    show: (t) => (
      <main>
        <Page
          title={title}
          above={
            <TextLink to="/images" size="xs">
              {t("frame.images")}
            </TextLink>
          }
          aside={<Button size="xs">{t("action.scan")}</Button>}
        >
          <LoadingRows />
        </Page>
      </main>
    ),
  };
}

export const full = page("shop/checkout:1.0");
export const longText = page(longWord);
export const titleAlone: State = {
  alone: "page",
  show: (t) => (
    <main>
      <Page title={t("frame.images")}>
        <LoadingRows rows={2} />
      </Page>
    </main>
  ),
};
