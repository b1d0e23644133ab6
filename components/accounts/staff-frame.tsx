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
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ConnectionNote } from "#components/live/connection-note.tsx";
import { IncomingVisit } from "#components/live/incoming-visit.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { KeepSubscription } from "#components/notifications/keep-subscription.ts";
import { AppShell } from "#components/ui/app-shell.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Brand } from "#components/ui/brand.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { ToastRegion } from "#components/ui/toast.tsx";

const pages = {
  today: { href: "/today", icon: Sun },
  appointments: { href: "/appointments", icon: CalendarDays },
  overview: { href: "/admin", icon: LayoutDashboard },
  calls: { href: "/admin/calls", icon: Radio },
  callTypes: { href: "/admin/call-types", icon: SlidersHorizontal },
  people: { href: "/admin/people", icon: Users },
  account: { href: "/account", icon: CircleUser },
};

const navigation = {
  clinician: ["today", "appointments", "account"],
  admin: ["overview", "calls", "callTypes", "people", "account"],
} as const;

type Me = { name: string; role: keyof typeof navigation; home: string };

/** The frame of every staff page: navigation by role, and the alerts that must be seen anywhere. */
export function StaffFrame({ me, children }: { me: Me; children: ReactNode }) {
  const t = useTranslations("accounts");
  const tRoles = useTranslations("roles");
  const nav = navigation[me.role].map((page) => ({
    href: pages[page].href,
    label: t(`nav.${page}`),
    icon: <Icon of={pages[page].icon} />,
  }));
  return (
    <Surface>
      <LiveProvider>
        <KeepSubscription />
        <AppShell
          brand={
            <Link href={me.home} className="flex min-h-11 items-center gap-2.5 rounded-md">
              <Brand />
            </Link>
          }
          nav={nav}
          alerts={
            <>
              <IncomingVisit />
              <ConnectionNote />
            </>
          }
          account={
            <section aria-label={t("signedInAs")} className="flex min-w-0 items-center gap-3">
              <span className="hidden lg:inline-flex">
                <Avatar name={me.name} />
              </span>
              <p className="min-w-0 text-end text-sm lg:text-start">
                <span className="block truncate font-semibold">{me.name}</span>
                <span className="block text-ink-soft">{tRoles(me.role)}</span>
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
