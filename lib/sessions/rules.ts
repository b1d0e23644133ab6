/** A session as the rules see it. Instants are Dates. */
export type SessionTimes = {
  readonly startedAt: Date;
  readonly openedAt: Date | null;
  readonly emptySince: Date | null;
  readonly closedAt: Date | null;
};

/** `started`: nobody was connected yet; `open`: somebody is; `empty`: everybody left; `closed`: it is over. */
export type SessionState = "started" | "open" | "empty" | "closed";

export const sessionState = (session: SessionTimes): SessionState => {
  if (session.closedAt) return "closed";
  if (!session.openedAt) return "started";
  return session.emptySince ? "empty" : "open";
};

/** When a session that nobody is in closes by itself; null while somebody is in it, or when it is closed already. */
export const closesAt = (session: SessionTimes, inactivityTimeoutSeconds: number): Date | null => {
  const state = sessionState(session);
  if (state === "open" || state === "closed") return null;
  const since = session.emptySince ?? session.startedAt;
  return new Date(since.getTime() + inactivityTimeoutSeconds * 1000);
};

export type RoomOf = { readonly sessionId: string; readonly generation: number };

/** The LiveKit room of a session: says nothing of whose visit it is. */
export const roomName = (room: RoomOf): string => `${room.sessionId}.${room.generation}`;

const roomShape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9][0-9]{0,8})$/;

/** The session and generation in a room's name, or null for a room that cannot be ours. */
export const parseRoomName = (name: string): RoomOf | null => {
  const [, sessionId, generation] = roomShape.exec(name) ?? [];
  return sessionId && generation ? { sessionId, generation: Number(generation) } : null;
};

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an identity in a room can be a member's id at all. */
export const isMemberId = (identity: string): boolean => uuidShape.test(identity);
