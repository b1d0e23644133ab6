"use client";

import {
  KeyRound,
  List,
  MoreHorizontal,
  ShieldCheck,
  Stethoscope,
  UserCheck,
  Users,
  UserX,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callsPath, type Named } from "#components/calls/call-filters.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { ServerAction } from "#components/ui/form-outcome.ts";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { changeAccountRoleAction, disableAccountAction, enableAccountAction } from "#lib/accounts/actions.ts";
import type { AccountRole } from "#lib/roles.ts";

import { NewPasswordDialog } from "./new-password-dialog.tsx";
import { TeamsDialog } from "./teams-dialog.tsx";

type Person = {
  id: string;
  name: string;
  role: AccountRole;
  isDisabled: boolean;
  teamIds: readonly string[];
};

type Question = {
  key: string;
  label: string;
  icon: typeof UserX;
  title: string;
  body: string;
  confirm: string;
  said: string;
  danger?: boolean;
  perform: () => ReturnType<ServerAction>;
};

const turnOff = ({ id, name }: Person): Question => ({
  key: "off",
  label: "Turn account off",
  icon: UserX,
  title: `Turn off the account of ${name}?`,
  body: "They are signed out everywhere at once and cannot sign in or join. You can turn it on again.",
  confirm: "Turn off",
  said: `The account of ${name} is off`,
  danger: true,
  perform: () => disableAccountAction({ userId: id }),
});

const turnOn = ({ id, name }: Person): Question => ({
  key: "on",
  label: "Turn account on",
  icon: UserCheck,
  title: `Turn on the account of ${name}?`,
  body: "They can sign in and join again.",
  confirm: "Turn on",
  said: `The account of ${name} is on`,
  perform: () => enableAccountAction({ userId: id }),
});

const changeRole = ({ id, name, role }: Person): Question => {
  const next = role === "admin" ? ("clinician" as const) : ("admin" as const);
  const word = next === "admin" ? "an administrator" : "a clinician";
  return {
    key: "role",
    label: `Make ${word}`,
    icon: next === "admin" ? ShieldCheck : Stethoscope,
    title: `Make ${name} ${word}?`,
    body:
      next === "admin"
        ? "Administrators see every call and all people. They are signed out now, and have it when they sign in again."
        : "They no longer see every call and all people. They are signed out now.",
    confirm: `Make ${word}`,
    said: `${name} is now ${word}`,
    perform: () => changeAccountRoleAction({ userId: id, role: next }),
  };
};

/** What an administrator may do with an account, each after a plain question. */
export function PersonActions({ person, teams }: { person: Person; teams: Named }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Question | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isSetting, setSetting] = useState(false);
  const [isPlacing, setPlacing] = useState(false);
  const questions = [
    ...(person.role === "patient" ? [] : [changeRole(person)]),
    person.isDisabled ? turnOn(person) : turnOff(person),
  ];
  const confirm = async () => {
    const outcome = await asked?.perform();
    if (outcome && !outcome.ok) return outcome.message;
    if (asked) showToast({ text: asked.said });
    router.refresh();
    return undefined;
  };
  return (
    <>
      <Menu
        label={`What to do with ${person.name}`}
        trigger={<IconButton name={`More about ${person.name}`} icon={<Icon of={MoreHorizontal} />} />}
        items={[
          {
            id: "calls",
            label: "See their calls",
            icon: <Icon of={List} />,
            href: callsPath({ person: person.id }),
          },
          {
            id: "teams",
            label: "Change teams",
            icon: <Icon of={Users} />,
            onAction: () => setPlacing(true),
          },
          ...(person.role === "patient"
            ? []
            : [
                {
                  id: "password",
                  label: "Set a new password",
                  icon: <Icon of={KeyRound} />,
                  onAction: () => setSetting(true),
                },
              ]),
          ...questions.map((question) => ({
            id: question.key,
            label: question.label,
            icon: <Icon of={question.icon} />,
            ...(question.danger && { danger: true }),
            onAction: () => {
              setAsked(question);
              setOpen(true);
            },
          })),
        ]}
      />
      <TeamsDialog person={person} teams={teams} isOpen={isPlacing} onOpenChange={setPlacing} />
      <NewPasswordDialog person={person} isOpen={isSetting} onOpenChange={setSetting} />
      <ConfirmDialog
        title={asked?.title ?? ""}
        confirm={asked?.confirm ?? ""}
        cancel="Go back"
        {...(asked?.danger && { danger: true })}
        isOpen={isOpen}
        onOpenChange={setOpen}
        onConfirm={confirm}
      >
        {asked?.body}
      </ConfirmDialog>
    </>
  );
}
