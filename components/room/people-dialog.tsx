"use client";

import { useRoomContext } from "@livekit/components-react";
import { type RemoteParticipant, Track } from "livekit-client";
import { useEffect, useId, useRef, useState, useTransition } from "react";
import { roleWords } from "#components/members/role-words.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { CallRef } from "#lib/access.ts";
import { muteMemberAction, updateMembersAction } from "#lib/members/actions.ts";
import { usePerson } from "./people.ts";
import { useSending } from "./use-sending.ts";

type Rights = { readonly call: CallRef; readonly mayMute: boolean; readonly mayRemove: boolean };

const sources = {
  microphone: { track: Track.Source.Microphone, words: "Mute", off: "Muted" },
  camera: { track: Track.Source.Camera, words: "Turn camera off", off: "Camera off" },
} as const;
type Source = keyof typeof sources;

/** Who is here, and what those who lead may do about it: mute somebody, turn their camera off, take them out. */
export function PeopleDialog({
  here,
  isOpen,
  onOpenChange,
  ...rights
}: Rights & { here: readonly string[]; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const room = useRoomContext();
  const others = here.flatMap((identity) => room.remoteParticipants.get(identity) ?? []);
  return (
    <Dialog title="People" width="md" isOpen={isOpen} onOpenChange={onOpenChange}>
      {others.length === 0 ? (
        <p>Nobody else is here right now.</p>
      ) : (
        <ul className="divide-y divide-line">
          {others.map((participant) => (
            <Somebody key={participant.identity} participant={participant} {...rights} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** Stands where the button was, and takes over its focus: so it is also said. */
function Silenced({ takesFocus, children }: { takesFocus: boolean; children: string }) {
  const words = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (takesFocus) words.current?.focus();
  }, [takesFocus]);
  return (
    <span ref={words} tabIndex={-1} className="self-center text-ink-soft text-sm">
      {children}
    </span>
  );
}

function Somebody({ participant, call, mayMute, mayRemove }: Rights & { participant: RemoteParticipant }) {
  const { name, role } = usePerson(participant);
  const sending = {
    microphone: useSending(participant, Track.Source.Microphone),
    camera: useSending(participant, Track.Source.Camera),
  };
  const question = useId();
  const [isAsking, setAsking] = useState(false);
  /** What was pressed last: where it was, the focus stays. */
  const [pressed, setPressed] = useState<Source | "keep" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const about = { type: call.type, id: call.id };
  const ask = (work: () => Promise<{ ok: boolean; message?: string }>) =>
    startTransition(async () => {
      const answer = await work().catch(() => null);
      setFailure(answer?.ok ? null : (answer?.message ?? "You are not connected. Try again in a moment."));
    });
  const mute = (source: Source) =>
    ask(() => muteMemberAction({ ...about, memberId: participant.identity, source }));
  const remove = () => ask(() => updateMembersAction({ ...about, remove: [participant.identity] }));
  const silence = (source: Source) =>
    sending[source] ? (
      <Button
        key={source}
        variant="secondary"
        size="sm"
        isPending={isPending}
        aria-label={`${sources[source].words}: ${name}`}
        onPress={() => {
          setPressed(source);
          mute(source);
        }}
      >
        {sources[source].words}
      </Button>
    ) : (
      <Silenced key={source} takesFocus={pressed === source}>
        {sources[source].off}
      </Silenced>
    );
  return (
    <li className="flex flex-col gap-3 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 break-words">
          <span className="font-semibold">{name}</span>
          {role && <span className="block text-ink-soft text-sm">{roleWords[role]}</span>}
        </p>
        <div className="flex flex-wrap gap-2">
          {mayMute && (["microphone", "camera"] as const).map(silence)}
          {mayRemove && !isAsking && (
            <Button
              variant="secondary"
              size="sm"
              aria-label={`Take out: ${name}`}
              autoFocus={pressed === "keep"}
              onPress={() => setAsking(true)}
            >
              Take out
            </Button>
          )}
        </div>
      </div>
      {failure && <Banner tone="danger">{failure}</Banner>}
      {isAsking && (
        // biome-ignore lint/a11y/useSemanticElements: nothing of a form is asked here
        <div
          role="group"
          aria-labelledby={question}
          className="flex flex-col gap-3 rounded-md border border-line-strong p-3"
        >
          <p id={question}>
            Take {name} out of this visit? They are out at once, and their links stop working. You can add
            them again on the page of the appointment.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button variant="danger" size="sm" isPending={isPending} onPress={remove}>
              Take them out
            </Button>
            <Button
              variant="secondary"
              size="sm"
              autoFocus
              onPress={() => {
                setPressed("keep");
                setAsking(false);
              }}
            >
              Keep them
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
