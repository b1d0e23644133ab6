"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { grantAction, muteMemberAction, revokeAction } from "#lib/members/actions.ts";
import { grantable } from "#lib/members/rules.ts";

type Grantable = (typeof grantable)[number];
type Member = {
  readonly id: string;
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
};

const sources = {
  "publish-audio": "microphone",
  "publish-video": "camera",
  "share-screen": "screen",
} as const satisfies Record<Grantable, string>;

const permissionOf = ({ granted, revoked }: Member, capability: Grantable) => {
  if (granted.includes(capability)) return "yes";
  return revoked.includes(capability) ? "no" : "role";
};

function PermissionSelect({
  capability,
  value,
  onChange,
}: {
  capability: Grantable;
  value: "yes" | "no" | "role";
  onChange: (value: string) => void;
}) {
  const t = useTranslations("members");
  return (
    <NativeSelect
      name={capability}
      label={t(`capability.${capability}`)}
      defaultValue={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {value === "role" && <option value="role">{t("permission.role")}</option>}
      <option value="yes">{t("permission.yes")}</option>
      <option value="no">{t("permission.no")}</option>
    </NativeSelect>
  );
}

/** What one member may share, whatever their role, and buttons to mute what they share now. */
export function SharingForm({
  call,
  member,
  isLive,
  done,
}: {
  call: CallRef;
  member: Member;
  isLive: boolean;
  done: () => void;
}) {
  const t = useTranslations("members");
  const tUi = useTranslations("ui");
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [failure, setFailure] = useState("");
  const ref = { type: call.type, id: call.id, memberId: member.id };
  const setPermission = (capability: Grantable, value: string) =>
    startTransition(async () => {
      const change = value === "yes" ? grantAction : revokeAction;
      const outcome = await change({ ...ref, capability });
      setFailure(outcome.ok ? "" : outcome.message);
      if (outcome.ok) router.refresh();
    });
  const mute = (source: (typeof sources)[Grantable]) =>
    startTransition(async () => {
      const outcome = await muteMemberAction({ ...ref, source });
      setFailure(outcome.ok ? "" : outcome.message);
      if (outcome.ok) showToast({ text: t(outcome.value.muted ? "turnedOff" : "alreadyOff") });
    });
  return (
    <div className="flex flex-col gap-4">
      {failure && <Banner tone="danger">{failure}</Banner>}
      <p className="text-ink-soft">{t("sharingHint")}</p>
      {grantable.map((capability) => (
        <PermissionSelect
          key={capability}
          capability={capability}
          value={permissionOf(member, capability)}
          onChange={(value) => setPermission(capability, value)}
        />
      ))}
      {isLive && (
        <div className="flex flex-wrap gap-2">
          {grantable.map((capability) => (
            <Button
              key={capability}
              variant="secondary"
              isPending={isPending}
              onPress={() => mute(sources[capability])}
            >
              {t(`mute.${capability}`)}
            </Button>
          ))}
        </div>
      )}
      <Button variant="secondary" isPending={isPending} onPress={done}>
        {tUi("close")}
      </Button>
    </div>
  );
}
