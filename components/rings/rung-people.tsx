"use client";

import { Check, LogOut, Phone, PhoneMissed, PhoneOff, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { CallRef } from "#lib/access.ts";
import type { RungPerson } from "#lib/live/rules.ts";
import { cancelRingAction } from "#lib/rings/actions.ts";
import type { RingState } from "#lib/rings/rules.ts";
import { ringCallAction } from "#lib/starting/actions.ts";
import { rungWords } from "./rung-words.ts";

const icons: Record<RingState, typeof Phone> = {
  ringing: Phone,
  accepted: Check,
  declined: PhoneOff,
  missed: PhoneMissed,
  cancelled: PhoneOff,
  busy: PhoneOff,
};

/** Rings and stops ringing; `failure` explains what went wrong. */
export const useRinging = ({ type, id }: CallRef) => {
  const t = useTranslations("rings");
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const ask = (action: typeof ringCallAction | typeof cancelRingAction, memberIds?: readonly string[]) =>
    startTransition(async () => {
      const answer = await action({ type, id, memberIds }).catch(() => null);
      setFailure(answer?.ok ? null : (answer?.message ?? t("offline")));
    });
  return {
    failure,
    isPending,
    ring: (memberIds?: readonly string[]) => ask(ringCallAction, memberIds),
    stop: (memberIds?: readonly string[]) => ask(cancelRingAction, memberIds),
  };
};

/** The people who were rung and are not here, for members who may ring. `left`: member ids of those who left again. */
export function RungPeople({
  call,
  people,
  left,
}: {
  call: CallRef;
  people: readonly RungPerson[];
  left: readonly string[];
}) {
  const t = useTranslations("rings");
  const { failure, isPending, ring, stop } = useRinging(call);
  const [read, setRead] = useState("");
  const hasLeft = ({ state, memberId }: RungPerson) => state === "accepted" && left.includes(memberId);
  const wordsOf = (person: RungPerson) =>
    hasLeft(person) ? t("left", { name: person.name }) : rungWords(t, person);
  const said = people.map(wordsOf);
  const isRead = read === said.join("\n");
  const isRinging = people.some(({ state }) => state === "ringing");
  return (
    <>
      <div role="status" className="sr-only">
        {said.map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
      {people.length > 0 && !isRead && (
        <section
          aria-label={t("rungPeople")}
          className="flex items-start gap-1 rounded-md border border-line-strong bg-surface py-1 pe-1 ps-4 shadow-overlay"
        >
          <div className="max-h-48 min-w-0 flex-1 overflow-y-auto">
            <ul>
              {people.map((person) => (
                <li key={person.memberId} className="flex min-h-control flex-wrap items-center gap-x-3">
                  <span className="flex min-w-0 flex-1 items-center gap-2.5">
                    <Icon of={hasLeft(person) ? LogOut : icons[person.state]} />
                    <span className="min-w-0 break-words">{wordsOf(person)}</span>
                  </span>
                  {person.state === "ringing" && (
                    <Button
                      variant="quiet"
                      isPending={isPending}
                      aria-label={t("stopRinging", { name: person.name })}
                      onPress={() => stop([person.memberId])}
                    >
                      {t("stop")}
                    </Button>
                  )}
                  {person.state !== "ringing" && (
                    <Button
                      variant="quiet"
                      isPending={isPending}
                      aria-label={t("ringAgain", { name: person.name })}
                      onPress={() => ring([person.memberId])}
                    >
                      {t("ring")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {failure && (
              <p role="alert" className="py-2 text-danger">
                {failure}
              </p>
            )}
          </div>
          {!isRinging && (
            <IconButton name={t("hide")} icon={<Icon of={X} />} onPress={() => setRead(said.join("\n"))} />
          )}
        </section>
      )}
    </>
  );
}
