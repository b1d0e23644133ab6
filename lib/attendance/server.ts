import "server-only";
import type { Actor } from "#lib/access.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { sessionState } from "#lib/sessions/rules.ts";
import {
  common,
  leads,
  merged,
  outcomeOf,
  presenceOf,
  type SessionInput,
  type SessionsInput,
  type Sides,
  secondsIn,
  segmentsOf,
} from "./rules.ts";
import * as store from "./store/read-sessions.ts";

const sessionsPerPage = 10;
const peoplePerPage = 50;

const sidesIn = (rows: readonly store.SideRow[], sessionId: string): Sides => {
  const own = rows.filter((row) => row.sessionId === sessionId);
  return { leading: own.filter((row) => row.leading), others: own.filter((row) => !row.leading) };
};

const toSession = (row: store.SessionRow, sides: Sides) => ({
  ...row,
  state: sessionState(row),
  /** Null while someone is there, or if no one came. */
  leftAt: row.openedAt && row.emptySince,
  ...outcomeOf(sides),
});

/** Newest first, ten per page. `togetherSeconds`: both sides connected at once. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const listSessions = async (actor: Actor, input: SessionsInput, now = new Date()) => {
  const { permit } = await permitCall(db(), actor, input, "sessions.read");
  const query = { before: input.before, limit: sessionsPerPage + 1 };
  const rows = await store.sessionsOf(permit, input, query);
  const shown = rows.slice(0, sessionsPerPage);
  const ids = shown.map((row) => row.id);
  const sides = await store.sidesOf(ids, now);
  const last = shown.at(-1);
  return {
    sessions: shown.map((row) => toSession(row, sidesIn(sides, row.id))),
    next: rows.length > sessionsPerPage && last ? { startedAt: last.startedAt, id: last.id } : null,
  };
};

const toPerson = ({ connections, ...row }: store.PersonRow, sides: Sides, now: Date) => {
  const presence = presenceOf(connections, now);
  const own = merged(segmentsOf(connections, now));
  const otherSide = merged(leads(row.role) ? sides.others : sides.leading);
  return {
    userId: row.userId,
    name: row.name,
    role: row.role,
    joinedAt: row.joinedAt,
    leftAt: presence?.leftAt ?? null,
    seconds: presence?.seconds ?? 0,
    reconnects: presence?.reconnects ?? 0,
    segments: presence?.segments ?? [],
    togetherSeconds: secondsIn(common(own, otherSide)),
  };
};

/** One session with its people in the order they joined, fifty per page. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const getSession = async (actor: Actor, input: SessionInput, now = new Date()) => {
  const { permit } = await permitCall(db(), actor, input, "sessions.read");
  const row = await store.oneSession(permit, input, input.sessionId);
  if (!row) throw new AppError("NOT_FOUND");
  const query = { after: input.after, limit: peoplePerPage + 1 };
  const [segments, rows] = await Promise.all([
    store.sidesOf([row.id], now),
    store.peopleOf(permit, row.id, query),
  ]);
  const sides = sidesIn(segments, row.id);
  const shown = rows.slice(0, peoplePerPage);
  const last = shown.at(-1);
  return {
    session: toSession(row, sides),
    people: shown.map((person) => toPerson(person, sides, now)),
    next: rows.length > peoplePerPage && last ? { joinedAt: last.joinedAt, userId: last.userId } : null,
  };
};
