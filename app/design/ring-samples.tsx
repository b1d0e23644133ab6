"use client";

import type { ReactNode } from "react";
import { RingEndCard, RingingCard, VisitNoticeCard } from "#components/live/incoming-cards.tsx";
import { MissedCalls } from "#components/rings/missed-calls.tsx";
import { RungPeople } from "#components/rings/rung-people.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { type LiveVisit, type Person, type RungPerson, ringEndOf } from "#lib/live/rules.ts";
import type { RingState } from "#lib/rings/rules.ts";
import { Chapter, Sample } from "./sample.tsx";

const call = { type: "development", id: "sample" };
const startedAt = "2026-03-02T09:00:00Z";
const nothing = () => {};

const visitOf = (state: RingState, by: Person | null): LiveVisit => ({
  ...call,
  sessionId: state,
  startedAt,
  ownRole: "patient",
  startedByMe: false,
  connected: false,
  from: by,
  ring: { id: state, state, by },
  rung: [],
});
const clinician: Person = { role: "clinician", name: "Dr Amara Osei" };
const patient: Person = {
  role: "patient",
  name: "Maximiliane-Theodora von Hohenstein-Wittgenbach-Schwarzenfels",
};

const people: readonly Omit<RungPerson, "memberId">[] = [
  { role: "patient", name: "Ada Bell", state: "ringing", reason: null },
  { role: "companion", name: "Bruno Castro", state: "accepted", reason: null },
  { role: "interpreter", name: "Celia Dvorak", state: "declined", reason: "call-later" },
  { role: "assistant", name: "Dr Tomasz Wren", state: "busy", reason: null },
  { role: "observer", name: "Dr Lena Vogt", state: "missed", reason: null },
  { ...patient, state: "cancelled", reason: null },
];
const missed = { ...call, rungAt: new Date(startedAt), caller: clinician.name };

/** Keeps a card that floats over the page in its place. */
function Place({ children }: { children: ReactNode }) {
  return <div className="relative min-h-72 contain-layout sm:min-h-60">{children}</div>;
}

export function RingSamples() {
  const ends = [ringEndOf(visitOf("accepted", clinician)), ringEndOf(null)];
  return (
    <Chapter title="Ringing">
      <Sample title="Being rung, and what an answer that failed says" wide>
        <Place>
          <RingingCard
            visit={visitOf("ringing", clinician)}
            failure={null}
            isPending={false}
            onJoin={nothing}
            onDecline={nothing}
          />
        </Place>
        <Place>
          <RingingCard
            visit={visitOf("ringing", patient)}
            failure="You are not connected. Try again in a moment."
            isPending={false}
            onJoin={nothing}
            onDecline={nothing}
          />
        </Place>
      </Sample>
      <Sample title="Missed, and wanted elsewhere" wide>
        {(["missed", "busy"] as const).map((state) => (
          <Place key={state}>
            <VisitNoticeCard visit={visitOf(state, clinician)} onNotNow={nothing} />
          </Place>
        ))}
      </Sample>
      <Sample title="How it ended where it rang" wide>
        {ends.map(
          (end) =>
            end && (
              <Place key={end}>
                <RingEndCard end={end} onRead={nothing} />
              </Place>
            ),
        )}
      </Sample>
      <Sample title="Missed calls of the day" wide>
        <MissedCalls
          viewer={{ timeZone: "Europe/London" }}
          rings={[
            { ...missed, ringId: "one", live: true, ringBack: null },
            { ...missed, ringId: "two", live: false, ringBack: "member" },
            { ...missed, ringId: "three", live: false, ringBack: null, caller: null },
          ]}
        />
      </Sample>
      <Sample title="What the caller sees" wide>
        <Surface kind="room" className="min-h-0! rounded-lg p-4 sm:p-8">
          <RungPeople left={[]} call={call} people={people.map((one) => ({ ...one, memberId: one.name }))} />
        </Surface>
      </Sample>
    </Chapter>
  );
}
