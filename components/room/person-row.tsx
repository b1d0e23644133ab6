"use client";

import type { RemoteParticipant } from "livekit-client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import type { CallRef } from "#lib/access.ts";
import { MuteButton } from "./mute-button.tsx";
import { usePerson } from "./names.ts";
import { RemoveQuestion } from "./remove-question.tsx";
import { useModeration } from "./use-moderation.ts";

export type ModerationRights = {
  readonly call: CallRef;
  readonly mayMute: boolean;
  readonly mayRemove: boolean;
};

type PersonRowProps = ModerationRights & { participant: RemoteParticipant };

export function PersonRow({ participant, call, mayMute, mayRemove }: PersonRowProps) {
  const t = useTranslations("room");
  const tRoles = useTranslations("roles");
  const { name, role } = usePerson(participant);
  const { failure, isPending, mute, remove } = useModeration(call, participant.identity);
  /** After "Cancel" the button that asked has the focus again. */
  const [question, setQuestion] = useState<"unasked" | "asked" | "cancelled">("unasked");
  return (
    <li className="flex flex-col gap-3 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 break-words">
          <span className="font-semibold">{name}</span>
          {role && <span className="block text-ink-soft text-sm">{tRoles(role)}</span>}
        </p>
        <div className="flex flex-wrap gap-2">
          {mayMute &&
            (["microphone", "camera"] as const).map((source) => (
              <MuteButton
                key={source}
                source={source}
                name={name}
                participant={participant}
                isPending={isPending}
                onMute={() => mute(source)}
              />
            ))}
          {mayRemove && question !== "asked" && (
            <Button
              variant="secondary"
              size="sm"
              aria-label={t("moderation.removeName", { name })}
              autoFocus={question === "cancelled"}
              onPress={() => setQuestion("asked")}
            >
              {t("moderation.remove")}
            </Button>
          )}
        </div>
      </div>
      {failure && <Banner tone="danger">{failure}</Banner>}
      {question === "asked" && (
        <RemoveQuestion
          name={name}
          isPending={isPending}
          onRemove={remove}
          onCancel={() => setQuestion("cancelled")}
        />
      )}
    </li>
  );
}
