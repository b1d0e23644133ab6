import type { RungPerson } from "#lib/live/rules.ts";
import type { RoomState } from "./room-state.ts";

/** Those who were rung and aren't here. */
export const absentRung = (rung: readonly RungPerson[] | null, { here }: RoomState) =>
  (rung ?? []).filter(({ memberId }) => !here.includes(memberId));
