"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { SubmitButton } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import { onTheClock } from "#lib/times/rules.ts";

export type Slot = { date: string; time: string };

/**
 * The nearest free times; choosing one sends the form again with that time. Without JavaScript it resends what was sent
 * before, otherwise `onTake` sends what the form holds now.
 */
export function FreeTimes({
  instants,
  zone,
  typed,
  send,
  onTake,
}: {
  instants: readonly string[];
  zone: string;
  typed: Readonly<Record<string, string>>;
  send: (form: FormData) => void;
  onTake: (slot: Slot) => void;
}) {
  const t = useTranslations("appointments");
  if (instants.length === 0) return <p>{t("noFreeTimes")}</p>;
  return (
    <section aria-labelledby="free-times" className="rounded-md border border-line bg-surface p-4">
      <h2 id="free-times" className="font-bold">
        {t("freeTimes")}
      </h2>
      <p className="text-ink-soft">{t("freeTimesHint")}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {instants.map((instant) => {
          const slot = onTheClock(new Date(instant), zone);
          const take = (event: FormEvent) => {
            event.preventDefault();
            onTake(slot);
          };
          const { fold: _fold, ...rest } = typed;
          return (
            <form key={instant} action={send} onSubmit={take}>
              {Object.entries({ ...rest, ...slot }).map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              <SubmitButton variant="secondary">
                <Time at={instant} zone={zone} format="short" />
              </SubmitButton>
            </form>
          );
        })}
      </div>
    </section>
  );
}
