import { Select } from "@mantine/core";
import type { WorkspaceRole } from "@plimsoll/api";
import { workspaceRoles } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";

type RoleSelectProps = {
  role: WorkspaceRole;
  disabled?: boolean;
  onChange: (role: WorkspaceRole) => void;
};

/** What somebody is in a workspace. */
export function RoleSelect({ role, disabled = false, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      w={160}
      aria-label={t("people.role")}
      disabled={disabled}
      data={workspaceRoles.map((value) => ({ value, label: t(`workspaceRole.${value}`) }))}
      value={role}
      allowDeselect={false}
      onChange={(value) => {
        const chosen = workspaceRoles.find((one) => one === value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}
