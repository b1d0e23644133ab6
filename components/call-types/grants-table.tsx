import { Fragment } from "react";
import { roleWords } from "#components/members/role-words.ts";
import type { CallTypeGrants } from "#lib/call-types/rules.ts";
import { memberRoles } from "#lib/roles.ts";
import { capabilityGroups, capabilityWords } from "./type-words.ts";

/** The name under which a form has whether a role may do something. */
export const grantName = (role: string, capability: string) => `grant.${role}.${capability}`;

const headStyle = "sticky top-0 z-10 border-line-strong border-b bg-surface px-2 py-2 font-semibold text-sm";

/**
 * Who may do what: a row a capability, a column a role, a check box where they meet. On a phone every row is a block in
 * which each box has its role beside it.
 */
export function GrantsTable({ grants }: { grants: CallTypeGrants }) {
  return (
    <table role="table" className="block w-full text-start md:table">
      <caption className="sr-only">Who may do what</caption>
      <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group">
        <tr role="row">
          <th role="columnheader" scope="col" className={headStyle}>
            May
          </th>
          {memberRoles.map((role) => (
            <th key={role} role="columnheader" scope="col" className={`${headStyle} text-center`}>
              {roleWords[role]}
            </th>
          ))}
        </tr>
      </thead>
      {capabilityGroups.map(({ title, all }) => (
        <Fragment key={title}>
          <tbody role="rowgroup" className="block md:table-row-group">
            <tr role="row" className="block md:table-row">
              <th
                role="rowheader"
                colSpan={memberRoles.length + 1}
                scope="rowgroup"
                className="block px-2 pt-5 pb-1 font-bold md:table-cell"
              >
                {title}
              </th>
            </tr>
            {all.map((capability) => (
              <tr
                key={capability}
                role="row"
                className="block border-line border-b py-2 md:table-row md:py-0 md:hover:bg-sunken"
              >
                <th role="rowheader" scope="row" className="block px-2 py-1 font-normal md:table-cell">
                  {capabilityWords[capability].name}
                  <span className="block text-ink-soft text-sm">{capabilityWords[capability].hint}</span>
                </th>
                {memberRoles.map((role) => (
                  <td key={role} role="cell" className="inline-block w-1/2 md:table-cell md:w-auto">
                    <label className="flex min-h-11 cursor-pointer items-center gap-3 px-2 md:justify-center">
                      <input
                        type="checkbox"
                        name={grantName(role, capability)}
                        defaultChecked={grants[role]?.includes(capability)}
                        aria-label={`${roleWords[role]}: ${capabilityWords[capability].name}`}
                        className="size-6 shrink-0 cursor-pointer accent-accent"
                      />
                      <span aria-hidden="true" className="md:hidden">
                        {roleWords[role]}
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
