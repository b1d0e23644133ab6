"use client";

import type { Participant } from "livekit-client";
import { createContext, useContext } from "react";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import { type Names, type Person, roleWords, somebody } from "./room-words.ts";

const isRole = (value: string | undefined): value is MemberRole => memberRoles.some((role) => role === value);

/**
 * Names from the app's own list of members, never from LiveKit. Of whoever is not in the list (a class of thousands) only
 * the role is said, which the token carries.
 */
export const namesFrom =
  (
    members: readonly { id: string; name: string; role: MemberRole }[],
    roleIn: (identity: string) => string | undefined,
  ): Names =>
  (identity) => {
    const member = members.find((one) => one.id === identity);
    if (member) return { name: member.name, role: member.role };
    const role = roleIn(identity);
    return isRole(role) ? { name: roleWords[role], role: null } : somebody;
  };

export const NamesContext = createContext<Names>(() => somebody);

/** Who a participant is. */
export const usePerson = (participant: Participant): Person => useContext(NamesContext)(participant.identity);
