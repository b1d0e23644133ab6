"use client";

import { AudioLines, MicOff, WifiLow, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";
import type { Quality } from "./room-state.ts";
import { otherWords, type Person, roleWords } from "./room-words.ts";

/** Who this is and how they are: name, role, muted, speaking, connection. Signs never stand without words. */
export function NamePlate({
  person,
  muted,
  speaking,
  quality = "good",
  small,
}: {
  person: Person;
  muted: boolean;
  speaking: boolean;
  quality?: Quality;
  small?: boolean;
}) {
  const connection = otherWords(quality);
  return (
    <div
      className={`pointer-events-none absolute bottom-2 start-2 flex max-w-[calc(100%-1rem)] flex-wrap items-center gap-x-2 gap-y-0.5 rounded-md bg-paper/85 px-2.5 py-1 text-ink ${small ? "text-[0.875rem]" : "text-base"}`}
    >
      <span className="min-w-0 truncate">
        <span className="font-bold">{person.name}</span>
        {person.role && <span className="text-ink-soft"> · {roleWords[person.role]}</span>}
      </span>
      {speaking && !muted && (
        <Sign icon={<Icon of={AudioLines} size="1.1em" />} className="text-accent">
          Speaking
        </Sign>
      )}
      {muted && <Sign icon={<Icon of={MicOff} size="1.1em" />}>Muted</Sign>}
      {connection && (
        <Sign
          icon={<Icon of={quality === "lost" ? WifiOff : WifiLow} size="1.1em" />}
          className="text-warning"
        >
          {connection}
        </Sign>
      )}
    </div>
  );
}

function Sign({
  icon,
  className = "",
  children,
}: {
  icon: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-semibold ${className}`}>
      {icon}
      {children}
    </span>
  );
}
