import "server-only";
import {
  type CallTypeGrants,
  type CallTypeSettings,
  callTypeGrants,
  capabilitiesOf,
  settingsOf,
} from "#lib/call-types/rules.ts";
import type { JoinCall, JoinMember } from "#lib/joining/rules.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { CallRow, PersonRow } from "./select-facts.ts";

export type JoinFacts = {
  readonly call: JoinCall;
  readonly kind: string;
  readonly settings: CallTypeSettings;
  readonly grants: CallTypeGrants;
  readonly generation: number;
  readonly endsAt: Date | null;
  readonly timeZone: string | null;
  readonly session: { readonly id: string; readonly startedAt: Date; readonly endsAt: Date | null } | null;
  readonly person: Person;
};

export type Person = {
  readonly memberId: string | null;
  readonly role: MemberRole | null;
  readonly member: JoinMember;
  readonly disabled: boolean;
  readonly teamIds: readonly string[];
  /** Only staff sign in with a password. */
  readonly hasPassword: boolean;
  /** Invite links, which only patients use. */
  readonly links: { readonly any: boolean; readonly unrevoked: boolean; readonly working: boolean };
};

type Rules = { readonly settings: CallTypeSettings; readonly grants: CallTypeGrants };

export const toPerson = (row: PersonRow, rules: Rules): Person => ({
  memberId: row.memberId,
  role: row.role,
  member: row.role && {
    blocked: row.blockedAt !== null,
    capabilities: capabilitiesOf(rules, {
      role: row.role,
      granted: row.granted ?? [],
      revoked: row.revoked ?? [],
    }),
    connectedDevice: row.connectedDevice,
  },
  disabled: row.disabledAt !== null,
  teamIds: row.teamIds,
  hasPassword: row.hasPassword,
  links: { any: row.anyLink, unrevoked: row.unrevokedLink, working: row.workingLink },
});

export function toFacts(row: CallRow & PersonRow): JoinFacts {
  const settings = settingsOf(row.settings, row.override);
  const grants = callTypeGrants.parse(row.grants);
  return {
    call: {
      startsAt: row.startsAt,
      endedAt: row.endedAt,
      cancelledAt: row.cancelledAt,
      teamId: row.teamId,
      live: row.sessionId !== null,
      joinAheadSeconds: settings.joinAheadSeconds,
      maxParticipants: settings.maxParticipants,
      connectedOthers: row.connectedOthers,
    },
    kind: row.kind,
    settings,
    grants,
    generation: row.generation,
    endsAt: row.endsAt,
    timeZone: row.timeZone,
    session:
      row.sessionId && row.startedAt
        ? { id: row.sessionId, startedAt: row.startedAt, endsAt: row.sessionEndsAt }
        : null,
    person: toPerson(row, { settings, grants }),
  };
}

export const noPerson: PersonRow = {
  memberId: null,
  role: null,
  blockedAt: null,
  disabledAt: null,
  teamIds: [],
  hasPassword: false,
  anyLink: false,
  unrevokedLink: false,
  workingLink: false,
  granted: null,
  revoked: null,
  connectedDevice: null,
  connectedOthers: 0,
};
