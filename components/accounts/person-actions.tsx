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
import { useTranslations } from "next-intl";
import { useState } from "react";
import { callsPath, type Named } from "#components/calls/call-filters.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { ServerAction } from "#components/ui/form-outcome.ts";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { changeAccountRoleAction, disableAccountAction, enableAccountAction } from "#lib/accounts/actions.ts";
import type { Translator } from "#lib/catalogue.ts";
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
  done: string;
  danger?: boolean;
  perform: () => ReturnType<ServerAction>;
};

type Words = Translator<"accounts">;

const deactivate = (t: Words, { id, name }: Person): Question => ({
  key: "deactivate",
  label: t("deactivate"),
  icon: UserX,
  title: t("deactivateQuestion", { name }),
  body: t("deactivateConsequences"),
  confirm: t("confirmDeactivate"),
  done: t("deactivateDone", { name }),
  danger: true,
  perform: () => disableAccountAction({ userId: id }),
});

const reactivate = (t: Words, { id, name }: Person): Question => ({
  key: "reactivate",
  label: t("reactivate"),
  icon: UserCheck,
  title: t("reactivateQuestion", { name }),
  body: t("reactivateConsequences"),
  confirm: t("confirmReactivate"),
  done: t("reactivateDone", { name }),
  perform: () => enableAccountAction({ userId: id }),
});

const makeAdmin = (t: Words, { id, name }: Person): Question => ({
  key: "role",
  label: t("makeAdmin"),
  icon: ShieldCheck,
  title: t("makeAdminQuestion", { name }),
  body: t("makeAdminConsequences", { name }),
  confirm: t("makeAdmin"),
  done: t("makeAdminDone", { name }),
  perform: () => changeAccountRoleAction({ userId: id, role: "admin" }),
});

const makeClinician = (t: Words, { id, name }: Person): Question => ({
  key: "role",
  label: t("makeClinician"),
  icon: Stethoscope,
  title: t("makeClinicianQuestion", { name }),
  body: t("makeClinicianConsequences", { name }),
  confirm: t("makeClinician"),
  done: t("makeClinicianDone", { name }),
  perform: () => changeAccountRoleAction({ userId: id, role: "clinician" }),
});

const roleQuestions = (t: Words, person: Person): Question[] => {
  if (person.role === "patient") return [];
  return [person.role === "admin" ? makeClinician(t, person) : makeAdmin(t, person)];
};

/** An administrator's actions on an account, each confirmed first. */
export function PersonActions({ person, teams }: { person: Person; teams: Named }) {
  const t = useTranslations("accounts");
  const router = useRouter();
  const [asked, setAsked] = useState<Question | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isSetting, setSetting] = useState(false);
  const [isPlacing, setPlacing] = useState(false);
  const questions = [
    ...roleQuestions(t, person),
    person.isDisabled ? reactivate(t, person) : deactivate(t, person),
  ];
  const confirm = async () => {
    const outcome = await asked?.perform();
    if (outcome && !outcome.ok) return outcome.message;
    if (asked) showToast({ text: asked.done });
    router.refresh();
    return undefined;
  };
  return (
    <>
      <Menu
        label={t("actionsFor", { name: person.name })}
        trigger={
          <IconButton name={t("moreAbout", { name: person.name })} icon={<Icon of={MoreHorizontal} />} />
        }
        items={[
          {
            id: "calls",
            label: t("seeCalls"),
            icon: <Icon of={List} />,
            href: callsPath({ person: person.id }),
          },
          {
            id: "teams",
            label: t("changeTeams"),
            icon: <Icon of={Users} />,
            onAction: () => setPlacing(true),
          },
          ...(person.role === "patient"
            ? []
            : [
                {
                  id: "password",
                  label: t("setPassword"),
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
        cancel={t("cancel")}
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
