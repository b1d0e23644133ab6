import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { spacedName } from "#lib/accounts/rules.ts";
import {
  allPeople,
  type ListedPerson,
  patientsOf,
  peopleByName,
  personFields,
} from "#lib/accounts/store/list-people.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { parseQuery } from "#lib/queries/rules/parse-query.ts";
import { type Filter, limits, searchKey, wordsOf } from "#lib/queries/rules.ts";
import { type Browsed, browse, type From } from "#lib/queries/server/browse-pages.ts";
import { type Page, pageOf } from "#lib/queries/server/read-page.ts";
import type { List } from "#lib/queries/store.ts";

/** Sorts after every continuation of a prefix. */
const afterAll = "\u{10FFFF}";
const startsWith = (prefix: string) => ({ $gte: prefix, $lt: `${prefix}${afterAll}` });

/** Strips what PostgreSQL text cannot hold; an address may contain anything. */
const storable = (text: string) => text.replaceAll("\0", "").toWellFormed().trim();

const filterOf = (text: string): Filter => {
  if (!text) return {};
  const words = wordsOf(spacedName(text)).slice(0, limits.path);
  const email = { email: startsWith(text.toLowerCase()) };
  return words.length > 0 ? { $or: [{ name: { $autocomplete: words.join(" ") } }, email] } : email;
};

const queryOf = (filter: Filter, limit: number, from: From = {}) =>
  parseQuery(personFields, peopleByName, { filter, limit, ...from });

const nothing: Page<ListedPerson> = { rows: [], next: null, prev: null, cutShort: false };

/** A page of 50 people by name for the admin. A stale cursor in the address starts over instead of failing. */
export const browsePeople = (
  actor: Actor,
  { text, next, prev }: { text: string } & From,
): Promise<Browsed<Page<ListedPerson>>> => {
  const list = allPeople(allow(actor, "admin.read", undefined));
  return browse((from) => pageOf(list, queryOf(filterOf(storable(text)), 50, from)), nothing, { next, prev });
};

const maxSuggestions = 20;

/**
 * At most 20 matches, and whether there are `more`. Names that start with the text come first: they are adjacent in the
 * index, so even among thousands of namesakes the first twenty are found at once.
 */
const find = async (list: List<ListedPerson>, given: string) => {
  const text = storable(given);
  const key = searchKey(spacedName(text));
  const inOrder = { ...list, own: undefined };
  const begin = key ? (await pageOf(inOrder, queryOf({ name: startsWith(key) }, maxSuggestions))).rows : [];
  if (begin.length === maxSuggestions) return { people: begin, more: true };
  const { rows, next } = await pageOf(list, queryOf(filterOf(text), maxSuggestions));
  const known = new Set(begin.map(({ id }) => id));
  const people = [...begin, ...rows.filter(({ id }) => !known.has(id))];
  return { people: people.slice(0, maxSuggestions), more: next !== null || people.length > maxSuggestions };
};

const tooMany = (error: unknown): { people: ListedPerson[]; more: boolean } => {
  if (isAppError(error, "QUERY_TOO_BROAD")) return { people: [], more: true };
  throw error;
};

/** At most 20 matches, and whether there are `more`. @throws AppError NOT_ALLOWED */
export const findPeople = async (actor: Actor, { text }: { text: string }) =>
  find(allPeople(allow(actor, "admin.read", undefined)), text).catch(tooMany);

const toOption = ({ id, name, email, timeZone }: ListedPerson) => ({ id, name, email, timeZone });

/** At most 20. @throws AppError NOT_ALLOWED, QUERY_TOO_BROAD when the search is cut short before any match */
export const searchPatients = async (actor: Actor, { text }: { text: string }) => {
  const { people, more } = await find(patientsOf(allow(actor, "patients.search", undefined), actor), text);
  if (people.length === 0 && more) throw new AppError("QUERY_TOO_BROAD");
  return people.map(toOption);
};

export const firstPatients = async (actor: Actor) =>
  (await find(patientsOf(allow(actor, "patients.search", undefined), actor), "").catch(tooMany)).people.map(
    toOption,
  );
