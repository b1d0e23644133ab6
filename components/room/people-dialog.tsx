"use client";

import { useRoomContext } from "@livekit/components-react";
import { useTranslations } from "next-intl";
import { Dialog } from "#components/ui/dialog.tsx";
import { type ModerationRights, PersonRow } from "./person-row.tsx";

type PeopleDialogProps = ModerationRights & {
  here: readonly string[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/** Who is here. Those who lead the visit can mute people, turn their cameras off and remove them. */
export function PeopleDialog({ here, isOpen, onOpenChange, ...rights }: PeopleDialogProps) {
  const t = useTranslations("room");
  const room = useRoomContext();
  const others = here.flatMap((identity) => room.remoteParticipants.get(identity) ?? []);
  return (
    <Dialog title={t("people")} width="md" isOpen={isOpen} onOpenChange={onOpenChange}>
      {others.length === 0 ? (
        <p>{t("moderation.noOneElse")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {others.map((participant) => (
            <PersonRow key={participant.identity} participant={participant} {...rights} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}
