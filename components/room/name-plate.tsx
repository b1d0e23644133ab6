"use client";

import { AudioLines, MicOff, WifiLow, WifiOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";
import type { Quality } from "./room-state.ts";
import type { Person } from "./room-words.ts";

type NamePlateProps = {
  person: Person;
  muted: boolean;
  speaking: boolean;
  quality?: Quality;
  small?: boolean;
};

/** Name, role, muted, speaking, connection. Signs never stand without words. */
export function NamePlate({ person, muted, speaking, quality = "good", small }: NamePlateProps) {
  const t = useTranslations("room");
  const tRoles = useTranslations("roles");
  return (
    <div
      className={`pointer-events-none absolute start-2 bottom-2 flex max-w-[calc(100%-1rem)] flex-wrap items-center gap-x-2 gap-y-0.5 rounded-md bg-paper/85 px-2.5 py-1 text-ink ${small ? "text-[0.875rem]" : "text-base"}`}
    >
      <span className="min-w-0 truncate">
        <span className="font-bold">{person.name}</span>
        {person.role && <span className="text-ink-soft"> · {tRoles(person.role)}</span>}
      </span>
      {speaking && !muted && (
        <Sign icon={<Icon of={AudioLines} size="1.1em" />} className="text-accent">
          {t("speaking")}
        </Sign>
      )}
      {muted && <Sign icon={<Icon of={MicOff} size="1.1em" />}>{t("muted")}</Sign>}
      {quality !== "good" && (
        <Sign
          icon={<Icon of={quality === "lost" ? WifiOff : WifiLow} size="1.1em" />}
          className="text-warning"
        >
          {t(`quality.${quality}`)}
        </Sign>
      )}
    </div>
  );
}

type SignProps = { icon: ReactNode; className?: string; children: ReactNode };

function Sign({ icon, className = "", children }: SignProps) {
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-semibold ${className}`}>
      {icon}
      {children}
    </span>
  );
}
