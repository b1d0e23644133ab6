"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { blockUserAction, grantAction, muteMemberAction, revokeAction } from "#lib/members/actions.ts";
import { grantable } from "#lib/members/rules.ts";

type Who = { readonly id: string; readonly userId: string; readonly name: string };
type Own = { readonly granted: readonly string[]; readonly revoked: readonly string[] };
type Call = { call: CallRef };

export function BlockQuestion({
  call,
  member,
  ...dialog
}: Call & { member: Who; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const router = useRouter();
  const block = async () => {
    const { type, id } = call;
    const outcome = await blockUserAction({ type, id, userId: member.userId });
    if (!outcome.ok) return outcome.message;
    showToast({ text: `${member.name} is blocked` });
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      {...dialog}
      title={`Block ${member.name}?`}
      confirm="Block them"
      cancel="Go back"
      danger
      onConfirm={block}
    >
      If they are connected they are out at once. They stay a member, and cannot come in until they are
      unblocked.
    </ConfirmDialog>
  );
}

const sources = {
  "publish-audio": { words: "Speak", source: "microphone", mute: "Mute the microphone" },
  "publish-video": { words: "Be seen", source: "camera", mute: "Turn the camera off" },
  "share-screen": { words: "Share the screen", source: "screen", mute: "Stop the shared screen" },
} as const;

/** What one member may send, whatever their role, and what they are sending right now. */
export function SendingForm({
  call,
  member,
  isLive,
  done,
}: Call & { member: Who & Own; isLive: boolean; done: () => void }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [failure, setFailure] = useState("");
  const about = { type: call.type, id: call.id, memberId: member.id };
  const saved = (capability: (typeof grantable)[number]) => {
    if (member.granted.includes(capability)) return "yes";
    return member.revoked.includes(capability) ? "no" : "role";
  };
  const set = (capability: (typeof grantable)[number], value: string) =>
    startTransition(async () => {
      const change = value === "yes" ? grantAction : revokeAction;
      const outcome = await change({ ...about, capability });
      setFailure(outcome.ok ? "" : outcome.message);
      if (outcome.ok) router.refresh();
    });
  const mute = (source: "microphone" | "camera" | "screen") =>
    startTransition(async () => {
      const outcome = await muteMemberAction({ ...about, source });
      setFailure(outcome.ok ? "" : outcome.message);
      if (outcome.ok) showToast({ text: outcome.value.muted ? "It is off now" : "It was off already" });
    });
  return (
    <div className="flex flex-col gap-4">
      {failure && <Banner tone="danger">{failure}</Banner>}
      <p className="text-ink-soft">
        It counts at once, also in a call that is on. What the call type turns off stays off.
      </p>
      {grantable.map((capability) => (
        <NativeSelect
          key={capability}
          name={capability}
          label={sources[capability].words}
          defaultValue={saved(capability)}
          onChange={(event) => set(capability, event.currentTarget.value)}
        >
          {saved(capability) === "role" && <option value="role">As their role says</option>}
          <option value="yes">Allowed</option>
          <option value="no">Not allowed</option>
        </NativeSelect>
      ))}
      {isLive && (
        <div className="flex flex-wrap gap-2">
          {grantable.map((capability) => (
            <Button
              key={capability}
              variant="secondary"
              isPending={isPending}
              onPress={() => mute(sources[capability].source)}
            >
              {sources[capability].mute}
            </Button>
          ))}
        </div>
      )}
      <Button variant="secondary" isPending={isPending} onPress={done}>
        Close
      </Button>
    </div>
  );
}
