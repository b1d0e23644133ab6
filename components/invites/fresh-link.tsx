"use client";

import { Link2 } from "lucide-react";
import { useActionState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { createInviteLinkAction } from "#lib/invites/actions.ts";

type Outcome = Awaited<ReturnType<typeof createInviteLinkAction>>;

/** Makes a member's link and shows it there, to be sent to them. */
export function FreshLink({ call, memberId, name }: { call: CallRef; memberId: string; name: string }) {
  const [outcome, send] = useActionState<Outcome | null, FormData>(createInviteLinkAction, null);
  return (
    <form action={send} className="flex flex-col gap-4">
      {Object.entries({ type: call.type, id: call.id, memberId }).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      {outcome?.ok && (
        <CopyField
          label={`Link for ${name}`}
          value={outcome.value.url}
          hint="Send it by message or mail. It is theirs alone."
        />
      )}
      {outcome && !outcome.ok && (
        <Banner tone="danger">
          {outcome.code === "NOT_FOUND"
            ? "They get no link: they are blocked, no member any more, or staff who sign in themselves."
            : outcome.message}
        </Banner>
      )}
      <div>
        <SubmitButton variant={outcome?.ok ? "secondary" : "primary"} icon={<Icon of={Link2} />}>
          {outcome?.ok ? "Make another" : "Make a fresh link"}
        </SubmitButton>
      </div>
    </form>
  );
}
