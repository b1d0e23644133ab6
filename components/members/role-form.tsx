"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { updateMembersAction } from "#lib/members/actions.ts";
import type { MemberRole } from "#lib/roles.ts";
import { RoleOptions } from "./role-options.tsx";

export type ActionMember = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  readonly isBlocked: boolean;
};

export function RoleForm({ call, member, done }: { call: CallRef; member: ActionMember; done: () => void }) {
  const t = useTranslations("members");
  const tRoles = useTranslations("roles");
  const router = useRouter();
  const [role, setRole] = useState(member.role);
  const [failure, setFailure] = useState("");
  const [isPending, startTransition] = useTransition();
  const save = () =>
    startTransition(async () => {
      const update = [{ userId: member.userId, role, custom: member.custom }];
      const outcome = await updateMembersAction({ type: call.type, id: call.id, update });
      setFailure(outcome.ok ? "" : outcome.message);
      if (!outcome.ok) return;
      showToast({ text: t("roleDone", { name: member.name, role: tRoles(role) }) });
      router.refresh();
      done();
    });
  return (
    <div className="flex flex-col gap-4">
      {failure && <Banner tone="danger">{failure}</Banner>}
      <NativeSelect
        name="role"
        id="new-role"
        label={t("role")}
        hint={t("roleHint")}
        defaultValue={member.role}
        onChange={(event) => setRole(event.currentTarget.value as MemberRole)}
      >
        <RoleOptions />
      </NativeSelect>
      <Button isPending={isPending} onPress={save}>
        {t("changeRole")}
      </Button>
    </div>
  );
}
