import {
  CalendarDays,
  CircleUser,
  LayoutDashboard,
  Radio,
  SlidersHorizontal,
  Sun,
  Users,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { ConnectionNote } from "#components/live/connection-note.tsx";
import { IncomingVisit } from "#components/live/incoming-visit.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { KeepSubscription } from "#components/notifications/keep-subscription.ts";
import { AppShell } from "#components/ui/app-shell.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { ToastRegion } from "#components/ui/toast.tsx";

const account = { href: "/account", label: "Account", icon: <Icon of={CircleUser} /> };

const ways = {
  clinician: [
    { href: "/today", label: "Today", icon: <Icon of={Sun} /> },
    { href: "/appointments", label: "Appointments", icon: <Icon of={CalendarDays} /> },
    account,
  ],
  admin: [
    { href: "/admin", label: "Overview", icon: <Icon of={LayoutDashboard} /> },
    { href: "/admin/calls", label: "Calls", icon: <Icon of={Radio} /> },
    { href: "/admin/call-types", label: "Call types", icon: <Icon of={SlidersHorizontal} /> },
    { href: "/admin/people", label: "People", icon: <Icon of={Users} /> },
    account,
  ],
};

const roleWords = { clinician: "Clinician", admin: "Administrator" };

type Me = { name: string; role: keyof typeof ways; home: string };

/** The frame around every page of staff: the ways their role has, and what must be seen from anywhere. */
export function StaffFrame({ me, children }: { me: Me; children: ReactNode }) {
  return (
    <Surface>
      <LiveProvider>
        <KeepSubscription />
        <AppShell
          brand={
            <Link href={me.home} className="flex min-h-11 items-center gap-2.5 rounded-md">
              <Mark />
              Bedside
            </Link>
          }
          nav={ways[me.role]}
          alerts={
            <>
              <IncomingVisit />
              <ConnectionNote />
            </>
          }
          account={
            <section aria-label="Signed in" className="flex min-w-0 items-center gap-3">
              <span className="hidden lg:inline-flex">
                <Avatar name={me.name} />
              </span>
              <p className="min-w-0 text-end text-sm lg:text-start">
                <span className="block truncate font-semibold">{me.name}</span>
                <span className="block text-ink-soft">{roleWords[me.role]}</span>
              </p>
            </section>
          }
        >
          {children}
        </AppShell>
      </LiveProvider>
      <ToastRegion />
    </Surface>
  );
}
