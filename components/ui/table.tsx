import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Icon } from "./icon.tsx";

export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Aligned at the end, with digits of one width. */
  numeric?: boolean;
  /** `href` is the page sorted by this column; `direction` is set if it is now. */
  sort?: { href: string; direction?: "ascending" | "descending" };
  /** The header is for screen readers only, such as above buttons. */
  hiddenLabel?: boolean;
  /** Comes before the row's name, such as a check box. `head` is above them. */
  lead?: boolean;
  head?: ReactNode;
};

const sortIcons = { ascending: ArrowUp, descending: ArrowDown };

function Header<Row>({ column }: { column: Column<Row> }) {
  const { label, sort, hiddenLabel, head } = column;
  if (head) return head;
  if (!sort) return hiddenLabel ? <span className="sr-only">{label}</span> : label;
  const shape = sort.direction ? sortIcons[sort.direction] : ArrowUpDown;
  return (
    <Link href={sort.href} className="inline-flex min-h-11 items-center gap-1 rounded-sm hover:underline">
      {label}
      <Icon of={shape} size="1em" />
    </Link>
  );
}

/**
 * A native table with a sticky header; on phones each row becomes a card. The roles are explicit because a changed `display`
 * makes some browsers drop them. The first column names the row. With `rowHref` it is a link that covers the row, and other
 * controls in the row need `relative z-10`.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  empty,
}: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  empty?: ReactNode;
}) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  const last = columns.at(-1);
  const corner = last?.hiddenLabel ? last.key : undefined;
  const naming = columns.find((column) => !column.hiddenLabel && !column.lead)?.key;
  const lead = columns.find((column) => column.lead)?.key;
  return (
    <table role="table" className="block w-full sm:table">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="sr-only sm:not-sr-only sm:table-header-group">
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              aria-sort={column.sort?.direction}
              className={classes(
                "sticky top-0 z-20 whitespace-nowrap border-line-strong border-b bg-surface px-gap py-2 font-semibold text-ink-soft text-sm",
                column.numeric && "text-end",
                column.lead && "pe-0",
              )}
            >
              <Header column={column} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="block divide-y divide-line sm:table-row-group">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            role="row"
            className={classes("relative block px-gap py-3 sm:table-row", rowHref && "hover:bg-sunken")}
          >
            {columns.map((column) => (
              <td
                key={column.key}
                role="cell"
                className={classes(
                  "flex items-baseline justify-between gap-4 py-1 sm:table-cell sm:px-gap sm:py-2.5 sm:align-middle",
                  column.numeric && "tabular sm:text-end",
                  column.key === naming && "font-semibold",
                  column.key === naming && corner && "max-sm:pe-12",
                  column.key === naming && lead && "max-sm:ps-10",
                  column.key === lead && "w-0 sm:pe-0! max-sm:absolute max-sm:top-1 max-sm:start-1",
                  column.key === corner && "max-sm:absolute max-sm:top-1.5 max-sm:end-2",
                )}
              >
                {column.key !== naming && !column.hiddenLabel && !column.lead && (
                  <span aria-hidden="true" className="text-ink-soft text-sm sm:hidden">
                    {column.label}
                  </span>
                )}
                {rowHref && column.key === naming ? (
                  <Link href={rowHref(row)} className="after:absolute after:inset-0 hover:underline">
                    {column.cell(row)}
                  </Link>
                ) : (
                  <span>{column.cell(row)}</span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
