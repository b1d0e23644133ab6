import type { Devices } from "#components/devices/devices-store.ts";
import type { CallRef } from "#lib/access.ts";
import type { RungPerson } from "#lib/live/rules.ts";
import type { Capability, MemberRole } from "#lib/roles.ts";
import type { OutReason } from "./room-state.ts";
import type { Limit } from "./time-left.tsx";
import type { RoomConnection } from "./use-room.ts";

export type RoomProps = {
  readonly call: CallRef;
  readonly windowId: string;
  readonly takeOver: boolean;
  readonly devices: Devices;
  readonly audience: "patient" | "staff";
  readonly capabilities: readonly Capability[];
  readonly mayEnd: boolean;
  /** Null when the visit lasts as long as people are in it. */
  readonly limit: Limit | null;
  readonly members: readonly { id: string; name: string; role: MemberRole }[];
  /** `members` names everyone; else it is a class, where only those who can speak or show something are drawn. */
  readonly everybody: boolean;
  /** Those who were rung, for those who can ring; null while it isn't known. */
  readonly rung: readonly RungPerson[] | null;
  /** Someone is here whom `members` doesn't name. */
  readonly onStranger: () => void;
  readonly onExtended: () => void;
  /** Called once, when the connection is over for good. */
  readonly onOut: (reason: OutReason) => void;
};

export type RoomPartProps = RoomProps & RoomConnection;
