"use client";

import type { Participant } from "livekit-client";
import { useTranslations } from "next-intl";
import { createContext, useContext } from "react";
import type { Translator } from "#lib/catalogue.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import type { Names, Person } from "./room-words.ts";

const isRole = (value: string | undefined): value is MemberRole => memberRoles.some((role) => role === value);

/** Names come from the app's own members, never from LiveKit. Of strangers (in a class of thousands) only the role is known. */
export const namesFrom =
  (
    members: readonly { id: string; name: string; role: MemberRole }[],
    roleIn: (identity: string) => string | undefined,
    tRoles: Translator<"roles">,
  ): Names =>
  (identity) => {
    const member = members.find(({ id }) => id === identity);
    if (member) return { name: member.name, role: member.role };
    const role = roleIn(identity);
    return isRole(role) ? { name: tRoles(role), role: null } : null;
  };

export const NamesContext = createContext<Names>(() => null);

/** Who a participant is; "Someone" when that isn't known. */
export const usePerson = ({ identity }: Participant): Person => {
  const t = useTranslations("room");
  return useContext(NamesContext)(identity) ?? { name: t("someone"), role: null };
};
