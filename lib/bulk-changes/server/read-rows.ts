import "server-only";
import { z } from "zod";
import { email, personName } from "#lib/accounts/rules.ts";
import { keyOf, maxRows, type Outcome } from "#lib/bulk-changes/rules.ts";
import { type CsvLine, parseCsv, UnclosedQuote } from "#lib/csv.ts";
import { AppError } from "#lib/errors.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";

/** One person as the list names them; `outcome` is set where reading it already says that nothing can come of it. */
export type GivenRow = {
  readonly line: number;
  readonly given: string;
  readonly name: string;
  readonly role: MemberRole | null;
  readonly outcome: Outcome | null;
};

type Column = "person" | "role" | "name";
const headings: Record<Column, readonly string[]> = {
  person: [
    "e-mail",
    "email",
    "mail",
    "e-mail address",
    "email address",
    "user_id",
    "user id",
    "userid",
    "id",
    "person",
  ],
  role: ["role", "member role"],
  name: ["name", "full name"],
};
const columnOf = (heading: string): Column | undefined =>
  (Object.keys(headings) as Column[]).find((column) => headings[column].includes(heading.toLowerCase()));

const isEmail = (text: string) => email.safeParse(text).success;
const isId = (text: string) => z.uuid().safeParse(text.toLowerCase()).success;
const isPerson = (text: string) => isEmail(text) || isId(text);

const roleOf = (text: string): MemberRole | undefined =>
  memberRoles.find((role) => role === text.toLowerCase());

type Order = Partial<Record<Column, number>>;

/** Where the columns are, when the first line is one of headings; else null. */
const orderOf = (first: CsvLine): Order | null => {
  const columns = first.cells.map(columnOf);
  if (!columns.includes("person") || first.cells.some(isPerson)) return null;
  const at = (column: Column) => (columns.includes(column) ? { [column]: columns.indexOf(column) } : {});
  return { ...at("person"), ...at("role"), ...at("name") };
};

/** One word in small letters: rather a role that was spelled wrong than somebody's name, and to be asked about. */
const isLikeRole = (text: string) => /^[a-z_-]+$/.test(text);

/** Without headings: the person, then role and name in whichever order, or one of them. */
const withoutHeadings = ([, second = "", third = ""]: readonly string[]): Order => {
  const isName = second !== "" && !roleOf(second) && !isLikeRole(second);
  const nameFirst = (isName && !third) || (roleOf(third) && !roleOf(second));
  return nameFirst ? { person: 0, name: 1, role: 2 } : { person: 0, role: 1, name: 2 };
};

/** No name with an address is longer. */
const maxCharacters = 500;

/** `Ada Bell <ada@example.com>` or `"Bell, Ada" <ada@example.com>`, as mail programs copy it. */
const fromMail = (text: string) => {
  const [, name, address] = (text.length <= maxCharacters && /^([^<]*)<([^<>\s]+)>$/.exec(text)) || [];
  return name !== undefined && address ? { name: name.replaceAll('"', "").trim(), address } : null;
};

const rowOf = ({ line, cells }: CsvLine, headings: Order | null): GivenRow => {
  const order = headings ?? withoutHeadings(cells);
  const cell = (column: Column) => cells[order[column] ?? -1] ?? "";
  const mail = fromMail(cell("person"));
  const given = mail?.address ?? cell("person");
  const name = cell("name") || mail?.name || "";
  const role = roleOf(cell("role"));
  const outcome = !isPerson(given)
    ? ("bad-person" as const)
    : cell("role") && !role
      ? ("bad-role" as const)
      : name && !personName.safeParse(name).success
        ? ("bad-name" as const)
        : null;
  return { line, given: given.slice(0, 320), name: name.slice(0, 120), role: role ?? null, outcome };
};

/** A line of nothing but people, as an address field is copied: each of them is a row. */
const apart = (line: CsvLine): CsvLine[] => {
  const people = line.cells.filter(Boolean);
  const isList = people.length > 1 && people.every((one) => isPerson(fromMail(one)?.address ?? one));
  return isList ? people.map((one) => ({ line: line.line, cells: [one] })) : [line];
};

const linesOf = (text: string): CsvLine[] => {
  try {
    return parseCsv(text);
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new AppError("BAD_INPUT", { fields: { text: "unclosed-quote" }, line: error.line });
  }
};

/**
 * The people whom a pasted text or a file names: e-mail or id, then role and name if there are any; a first line of
 * headings may put the columns in another order. Whoever stands there twice is marked.
 * @throws AppError BAD_INPUT (`text`: nothing in it, too many rows, a quotation mark that is never closed, facts.line)
 */
export const readRows = (text: string): GivenRow[] => {
  const lines = linesOf(text);
  const [first] = lines;
  const order = first ? orderOf(first) : null;
  const rows = (order ? lines.slice(1) : lines.flatMap(apart)).map((line) => rowOf(line, order));
  if (rows.length === 0) throw new AppError("BAD_INPUT", { fields: { text: "required" } });
  if (rows.length > maxRows) throw new AppError("BAD_INPUT", { fields: { text: "too-many-rows" } });
  const seen = new Set<string>();
  return rows.map((row) => {
    const key = keyOf(row.given);
    const again = seen.has(key);
    seen.add(key);
    return again && !row.outcome ? { ...row, outcome: "duplicate" as const } : row;
  });
};
