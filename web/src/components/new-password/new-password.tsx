import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

type NewPasswordProps = { value: string; onChange: (password: string) => void };

/** What the service asks of a password is said before it is sent. */
const least = 12;

export function NewPassword({ value, onChange }: NewPasswordProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("newPassword.label")}
      description={t("newPassword.hint", { count: least })}
      autoComplete="new-password"
      minLength={least}
      maxLength={1000}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
