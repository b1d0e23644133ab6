"use client";

import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { createInviteLinkAction } from "#lib/invites/actions.ts";

type Outcome = Awaited<ReturnType<typeof createInviteLinkAction>>;

/** Creates a link for a member and shows it, to be sent to them. */
export function NewLink({ call, memberId, name }: { call: CallRef; memberId: string; name: string }) {
  const t = useTranslations("invites");
  const [outcome, send] = useActionState<Outcome | null, FormData>(createInviteLinkAction, null);
  return (
    <form action={send} className="flex flex-col gap-4">
      {Object.entries({ type: call.type, id: call.id, memberId }).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      {outcome?.ok && (
        <CopyField label={t("linkFor", { name })} value={outcome.value.url} hint={t("linkHint")} />
      )}
      {outcome && !outcome.ok && (
        <Banner tone="danger">{outcome.code === "NOT_FOUND" ? t("notPossible") : outcome.message}</Banner>
      )}
      <div>
        <SubmitButton variant={outcome?.ok ? "secondary" : "primary"} icon={<Icon of={Link2} />}>
          {outcome?.ok ? t("createAnother") : t("createLink")}
        </SubmitButton>
      </div>
    </form>
  );
}
