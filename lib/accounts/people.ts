import "server-only";
import { type Actor, allow } from "#lib/access";
import { type Browsed, browse, type From } from "#lib/queries/browse";
import { parseQuery } from "#lib/queries/parse";
import { type Filter, limits, wordsOf } from "#lib/queries/rules";
import { type Page, pageOf } from "#lib/queries/server";
import { everybody, type ListedPerson, patientsOf, peopleByName, personFields } from "./list.ts";

/** Behind every e-mail that begins so. */
const afterAll = "\u{10FFFF}";

/** Whose name has words that begin with all of these, or whose e-mail begins so; everybody for no text. */
const filterOf = (text: string): Filter => {
  const words = wordsOf(text).slice(0, limits.path);
  if (words.length === 0) return {};
  const start = text.trim().toLowerCase();
  return {
    $or: [
      { name: { $autocomplete: words.join(" ") } },
      { email: { $gte: start, $lt: `${start}${afterAll}` } },
    ],
  };
};

const queryOf = (text: string, from: From, limit: number) =>
  parseQuery(personFields, peopleByName, { filter: filterOf(text), limit, ...from });

const nothing: Page<ListedPerson> = { rows: [], next: null, prev: null, cutShort: false };

/** A page of people for the admin, 50 rows by name, as an address asks for it: what is wrong with that is answered. */
export const browsePeople = (
  actor: Actor,
  { text, next, prev }: { text: string } & From,
): Promise<Browsed<Page<ListedPerson>>> => {
  const list = everybody(allow(actor, "admin.read", undefined));
  return browse((from) => pageOf(list, queryOf(text, from, 50)), nothing, { next, prev });
};

/** So many are shown where somebody is looked for. */
const most = 20;

/**
 * People by words of the name or the beginning of the e-mail, for the admin: at most 20, and whether there are `more`.
 * @throws AppError NOT_ALLOWED, QUERY_TOO_BROAD
 */
export const findPeople = async (actor: Actor, { text }: { text: string }) => {
  const { rows, next } = await pageOf(
    everybody(allow(actor, "admin.read", undefined)),
    queryOf(text, {}, most),
  );
  return { people: rows, more: next !== null };
};

/**
 * Patients the actor may schedule for, in the same way; at most 20.
 * @throws AppError NOT_ALLOWED, QUERY_TOO_BROAD
 */
export const searchPatients = async (actor: Actor, { text }: { text: string }) => {
  const list = patientsOf(allow(actor, "patients.search", undefined), actor);
  const { rows } = await pageOf(list, queryOf(text, {}, most));
  return rows.map(({ id, name, email, timeZone }) => ({ id, name, email, timeZone }));
};
