"use client";

import { UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { updateMembersAction } from "#lib/members/actions.ts";
import type { AccountRole } from "#lib/roles.ts";
import { type MemberRole, roleByAccount } from "#lib/roles.ts";
import { RoleOptions } from "./role-options.tsx";

/** Adds one person to a call, in the selected role. */
export function AddMember({
  call,
  person,
}: {
  call: CallRef;
  person: { id: string; name: string; role: AccountRole };
}) {
  const t = useTranslations("members");
  const router = useRouter();
  const [role, setRole] = useState<MemberRole>(roleByAccount[person.role]);
  const [failure, setFailure] = useState("");
  const [isPending, startTransition] = useTransition();
  const add = () =>
    startTransition(async () => {
      const update = [{ userId: person.id, role }];
      const outcome = await updateMembersAction({ type: call.type, id: call.id, update });
      setFailure(outcome.ok ? "" : outcome.message);
      if (!outcome.ok) return;
      showToast({ text: t("added", { name: person.name }) });
      router.refresh();
    });
  return (
    <div className="flex flex-col gap-3">
      {failure && <Banner tone="danger">{failure}</Banner>}
      <div className="flex flex-wrap items-end gap-2">
        <NativeSelect
          name="role"
          label={t("addAs")}
          defaultValue={role}
          onChange={(event) => setRole(event.currentTarget.value as MemberRole)}
        >
          <RoleOptions />
        </NativeSelect>
        <Button icon={<Icon of={UserPlus} />} isPending={isPending} onPress={add}>
          {t("add")}
        </Button>
      </div>
    </div>
  );
}
