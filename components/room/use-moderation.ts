import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { CallRef } from "#lib/access.ts";
import { muteMemberAction, updateMembersAction } from "#lib/members/actions.ts";

/** Mutes or removes one member, with what went wrong in words. */
export const useModeration = ({ type, id }: CallRef, memberId: string) => {
  const t = useTranslations("ui");
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const perform = (action: () => Promise<{ ok: boolean; message?: string }>) =>
    startTransition(async () => {
      const outcome = await action().catch(() => null);
      setFailure(outcome?.ok ? null : (outcome?.message ?? t("notConnected")));
    });
  return {
    failure,
    isPending,
    mute: (source: "microphone" | "camera") =>
      perform(() => muteMemberAction({ type, id, memberId, source })),
    remove: () => perform(() => updateMembersAction({ type, id, remove: [memberId] })),
  };
};
