import { useTranslations } from "next-intl";
import { memberRoles } from "#lib/roles.ts";

/** The options of a select for a member's role. */
export function RoleOptions() {
  const t = useTranslations("roles");
  return memberRoles.map((role) => (
    <option key={role} value={role}>
      {t(role)}
    </option>
  ));
}
