"use client";

import type { FormEvent } from "react";
import { SubmitButton } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import { onTheClock } from "#lib/times/rules.ts";

export type Slot = { date: string; time: string };

/**
 * The nearest free times, each one press: the same form again at that time. Before JavaScript it carries what was sent;
 * after it `onTake` sends what stands in the form now.
 */
export function FreeTimes({
  instants,
  zone,
  locale,
  typed,
  send,
  onTake,
}: {
  instants: readonly string[];
  zone: string;
  locale: string;
  typed: Readonly<Record<string, string>>;
  send: (form: FormData) => void;
  onTake: (slot: Slot) => void;
}) {
  if (instants.length === 0) return <p>No free time is near it. Choose another day or time below.</p>;
  return (
    <section aria-labelledby="free-times" className="rounded-md border border-line bg-surface p-4">
      <h2 id="free-times" className="font-bold">
        Free near that time
      </h2>
      <p className="text-ink-soft">For you and for the patient. One press schedules it.</p>
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
                <Time at={instant} zone={zone} locale={locale} format="short" />
              </SubmitButton>
            </form>
          );
        })}
      </div>
    </section>
  );
}
