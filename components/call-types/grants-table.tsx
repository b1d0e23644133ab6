import { useTranslations } from "next-intl";
import { Fragment } from "react";
import type { CallTypeGrants } from "#lib/call-types/rules.ts";
import { memberRoles } from "#lib/roles.ts";
import { capabilityGroups } from "./capability-groups.ts";

/** The name of the form's check box for a role and a capability. */
export const grantName = (role: string, capability: string) => `grant.${role}.${capability}`;

const headStyle = "sticky top-0 z-10 border-line-strong border-b bg-surface px-2 py-2 font-semibold text-sm";

/** Check boxes of capabilities by role. On a phone each row becomes a block, with the role beside each box. */
export function GrantsTable({ grants }: { grants: CallTypeGrants }) {
  const t = useTranslations("callTypes");
  const tRoles = useTranslations("roles");
  return (
    <table role="table" className="block w-full md:table">
      <caption className="sr-only">{t("whoMayDoWhat")}</caption>
      <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group">
        <tr role="row">
          <th role="columnheader" scope="col" className={headStyle}>
            {t("can")}
          </th>
          {memberRoles.map((role) => (
            <th key={role} role="columnheader" scope="col" className={`${headStyle} text-center`}>
              {tRoles(role)}
            </th>
          ))}
        </tr>
      </thead>
      {capabilityGroups.map(({ name, all }) => (
        <Fragment key={name}>
          <tbody role="rowgroup" className="block md:table-row-group">
            <tr role="row" className="block md:table-row">
              <th
                role="rowheader"
                colSpan={memberRoles.length + 1}
                scope="rowgroup"
                className="block px-2 pt-5 pb-1 font-bold md:table-cell"
              >
                {t(`group.${name}`)}
              </th>
            </tr>
            {all.map((capability) => (
              <tr
                key={capability}
                role="row"
                className="block border-line border-b py-2 md:table-row md:py-0 md:hover:bg-sunken"
              >
                <th role="rowheader" scope="row" className="block px-2 py-1 font-normal md:table-cell">
                  {t(`capability.${capability}.name`)}
                  <span className="block text-ink-soft text-sm">{t(`capability.${capability}.hint`)}</span>
                </th>
                {memberRoles.map((role) => (
                  <td key={role} role="cell" className="inline-block w-1/2 md:table-cell md:w-auto">
                    <label className="flex min-h-11 cursor-pointer items-center gap-3 px-2 md:justify-center">
                      <input
                        type="checkbox"
                        name={grantName(role, capability)}
                        defaultChecked={grants[role]?.includes(capability)}
                        aria-label={t("roleCan", {
                          role: tRoles(role),
                          capability: t(`capability.${capability}.name`),
                        })}
                        className="size-6 shrink-0 cursor-pointer accent-accent"
                      />
                      <span aria-hidden="true" className="md:hidden">
                        {tRoles(role)}
                      </span>
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Fragment>
      ))}
    </table>
  );
}
