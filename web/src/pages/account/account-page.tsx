import { useTranslation } from "react-i18next";
import { Cards } from "../../components/card/card.tsx";
import { Page } from "../../components/page/page.tsx";
import { useSession } from "../../data/use-session.ts";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";

/** One's own password, second factor and sessions. */
export function AccountPage() {
  const { t } = useTranslation();
  const { username, hasPassword } = useSession();
  return (
    <Page title={t("frame.ownAccount")} heading={username}>
      <Cards>
        {hasPassword && <PasswordCard />}
        {hasPassword && <SecondFactorCard />}
        <SessionsCard />
      </Cards>
    </Page>
  );
}
