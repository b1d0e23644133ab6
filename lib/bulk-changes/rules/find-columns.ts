import { z } from "zod";
import { email } from "#lib/accounts/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";

type Column = "person" | "role" | "name";
/** The headings of the files that the reader exports, in their language. */
export type Headings = Readonly<Record<Column, string>>;
export type Columns = Partial<Record<Column, number>>;

const knownHeadings: Record<Column, readonly string[]> = {
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
const columnOf = (heading: string, own: Headings): Column | undefined => {
  const text = heading.toLowerCase();
  const isFor = (column: Column) =>
    knownHeadings[column].includes(text) || own[column].toLowerCase() === text;
  return (["person", "role", "name"] as const).find(isFor);
};

const isEmail = (text: string) => email.safeParse(text).success;
const isId = (text: string) => z.uuid().safeParse(text.toLowerCase()).success;
export const isPerson = (text: string) => isEmail(text) || isId(text);

export const roleOf = (text: string): MemberRole | undefined =>
  memberRoles.find((role) => role === text.toLowerCase());

export function columnsByHeadings(cells: readonly string[], own: Headings): Columns | null {
  const columns = cells.map((cell) => columnOf(cell, own));
  if (!columns.includes("person") || cells.some(isPerson)) return null;
  const at = (column: Column) => (columns.includes(column) ? { [column]: columns.indexOf(column) } : {});
  return { ...at("person"), ...at("role"), ...at("name") };
}

/** A lower-case word is more likely a misspelled role than a name, and worth asking about. */
const looksLikeRole = (text: string) => /^[a-z_-]+$/.test(text);

/** Without headings: the person comes first, then role and name in either order, or one of them. */
export function columnsByContent([, second = "", third = ""]: readonly string[]): Columns {
  const isName = second !== "" && !roleOf(second) && !looksLikeRole(second);
  const nameFirst = (isName && !third) || (roleOf(third) && !roleOf(second));
  return nameFirst ? { person: 0, name: 1, role: 2 } : { person: 0, role: 1, name: 2 };
}

const maxCharacters = 500;

/** Reads `Ada Bell <ada@example.com>` and `"Bell, Ada" <ada@example.com>`, as mail programs copy people. */
export function mailbox(text: string): { name: string; address: string } | null {
  const [, name, address] = (text.length <= maxCharacters && /^([^<]*)<([^<>\s]+)>$/.exec(text)) || [];
  return name !== undefined && address ? { name: name.replaceAll('"', "").trim(), address } : null;
}
