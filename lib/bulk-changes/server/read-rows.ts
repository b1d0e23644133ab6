import "server-only";
import { personName } from "#lib/accounts/rules.ts";
import {
  type Columns,
  columnsByContent,
  columnsByHeadings,
  type Headings,
  isPerson,
  mailbox,
  roleOf,
} from "#lib/bulk-changes/rules/find-columns.ts";
import { keyOf } from "#lib/bulk-changes/rules/settle-row.ts";
import { maxRows, type Outcome } from "#lib/bulk-changes/rules.ts";
import { type CsvLine, parseCsv, UnclosedQuote } from "#lib/csv.ts";
import { AppError } from "#lib/errors.ts";
import type { MemberRole } from "#lib/roles.ts";

/** One person in the list; `outcome` is set if reading already shows that the row can't be processed. */
export type GivenRow = {
  readonly line: number;
  readonly given: string;
  readonly name: string;
  readonly role: MemberRole | null;
  readonly outcome: Outcome | null;
};

function problemOf(given: string, role: string, name: string): Outcome | null {
  if (!isPerson(given)) return "bad-person";
  if (role && !roleOf(role)) return "bad-role";
  return name && !personName.safeParse(name).success ? "bad-name" : null;
}

function rowOf({ line, cells }: CsvLine, byHeadings: Columns | null): GivenRow {
  const columns = byHeadings ?? columnsByContent(cells);
  const cell = (column: keyof Columns) => cells[columns[column] ?? -1] ?? "";
  const mail = mailbox(cell("person"));
  const given = mail?.address ?? cell("person");
  const name = cell("name") || mail?.name || "";
  const role = cell("role");
  const outcome = problemOf(given, role, name);
  return { line, given: given.slice(0, 320), name: name.slice(0, 120), role: roleOf(role) ?? null, outcome };
}

/** Splits a line of several people, as copied from an address field, into a line for each. */
function splitPeople(line: CsvLine): CsvLine[] {
  const people = line.cells.filter(Boolean);
  const isList = people.length > 1 && people.every((person) => isPerson(mailbox(person)?.address ?? person));
  return isList ? people.map((person) => ({ line: line.line, cells: [person] })) : [line];
}

function linesOf(text: string): CsvLine[] {
  try {
    return parseCsv(text);
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new AppError("BAD_INPUT", { fields: { text: "unclosed-quote" }, line: error.line });
  }
}

function markDuplicates(rows: readonly GivenRow[]): GivenRow[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const key = keyOf(row.given);
    const isDuplicate = seen.has(key) && !row.outcome;
    seen.add(key);
    return isDuplicate ? { ...row, outcome: "duplicate" as const } : row;
  });
}

/**
 * An e-mail or id per line, then a role and a name if given; a first line of headings can change the order.
 * @throws AppError BAD_INPUT (`text`: no rows, too many rows, or an unclosed quotation mark, then with its `line`)
 */
export function readRows(text: string, headings: Headings): GivenRow[] {
  const lines = linesOf(text);
  const columns = lines[0] ? columnsByHeadings(lines[0].cells, headings) : null;
  const rows = (columns ? lines.slice(1) : lines.flatMap(splitPeople)).map((line) => rowOf(line, columns));
  if (rows.length === 0) throw new AppError("BAD_INPUT", { fields: { text: "required" } });
  if (rows.length > maxRows) throw new AppError("BAD_INPUT", { fields: { text: "too-many-rows" } });
  return markDuplicates(rows);
}
