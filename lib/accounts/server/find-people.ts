import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { spacedName } from "#lib/accounts/rules.ts";
import {
  everybody,
  type ListedPerson,
  patientsOf,
  peopleByName,
  personFields,
} from "#lib/accounts/store/list-people.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { parseQuery } from "#lib/queries/rules/parse-query.ts";
import { type Filter, limits, searchKey, wordsOf } from "#lib/queries/rules.ts";
import { type Browsed, browse, type From } from "#lib/queries/server/browse-pages.ts";
import { type Page, pageOf } from "#lib/queries/server.ts";
import type { List } from "#lib/queries/store.ts";

/** What begins so stands from it up to it and this. */
const afterAll = "\u{10FFFF}";
const beginning = (start: string) => ({ $gte: start, $lt: `${start}${afterAll}` });

/** Text that PostgreSQL can hold: an address may bring anything. */
const holdable = (text: string) => text.replaceAll("\0", "").toWellFormed().trim();

/** Whose name has words that begin with all of these, or whose e-mail begins so; everybody for no text. */
const filterOf = (text: string): Filter => {
  if (!text) return {};
  const words = wordsOf(spacedName(text)).slice(0, limits.path);
  const email = { email: beginning(text.toLowerCase()) };
  return words.length > 0 ? { $or: [{ name: { $autocomplete: words.join(" ") } }, email] } : email;
};

const queryOf = (filter: Filter, limit: number, from: From = {}) =>
  parseQuery(personFields, peopleByName, { filter, limit, ...from });

const nothing: Page<ListedPerson> = { rows: [], next: null, prev: null, cutShort: false };

/** A page of people for the admin, 50 rows by name, as an address asks for it: what is wrong with that is answered. */
export const browsePeople = (
  actor: Actor,
  { text, next, prev }: { text: string } & From,
): Promise<Browsed<Page<ListedPerson>>> => {
  const list = everybody(allow(actor, "admin.read", undefined));
  return browse((from) => pageOf(list, queryOf(filterOf(holdable(text)), 50, from)), nothing, { next, prev });
};

/** So many are shown where somebody is looked for. */
const most = 20;

/**
 * At most 20 who match, and whether there are `more`. First those whose name begins so, who stand together: of thousands who
 * are called alike twenty are found at once.
 */
const find = async (list: List<ListedPerson>, given: string) => {
  const text = holdable(given);
  const key = searchKey(spacedName(text));
  // They are a stretch of the list's order: nothing else needs to be gathered.
  const inOrder = { ...list, own: undefined };
  const begin = key ? (await pageOf(inOrder, queryOf({ name: beginning(key) }, most))).rows : [];
  if (begin.length === most) return { people: begin, more: true };
  const { rows, next } = await pageOf(list, queryOf(filterOf(text), most));
  const known = new Set(begin.map(({ id }) => id));
  const people = [...begin, ...rows.filter(({ id }) => !known.has(id))];
  return { people: people.slice(0, most), more: next !== null || people.length > most };
};

/** Nobody so far, of too many to look through. */
const tooMany = (error: unknown): { people: ListedPerson[]; more: boolean } => {
  if (isAppError(error, "QUERY_TOO_BROAD")) return { people: [], more: true };
  throw error;
};

/**
 * People by words of the name or the beginning of the e-mail, for the admin: at most 20, and whether there are `more`.
 * @throws AppError NOT_ALLOWED
 */
export const findPeople = async (actor: Actor, { text }: { text: string }) =>
  find(everybody(allow(actor, "admin.read", undefined)), text).catch(tooMany);

const toChoose = ({ id, name, email, timeZone }: ListedPerson) => ({ id, name, email, timeZone });

/**
 * Patients the actor may schedule for, in the same way; at most 20.
 * @throws AppError NOT_ALLOWED, QUERY_TOO_BROAD (also when none was found of too many to look through)
 */
export const searchPatients = async (actor: Actor, { text }: { text: string }) => {
  const { people, more } = await find(patientsOf(allow(actor, "patients.search", undefined), actor), text);
  if (people.length === 0 && more) throw new AppError("QUERY_TOO_BROAD");
  return people.map(toChoose);
};

/** The first of them by name, to begin with; none when that takes too long. */
export const firstPatients = async (actor: Actor, _input: object) =>
  (await find(patientsOf(allow(actor, "patients.search", undefined), actor), "").catch(tooMany)).people.map(
    toChoose,
  );
