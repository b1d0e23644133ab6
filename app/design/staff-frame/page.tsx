import { CalendarDays, LayoutDashboard, Users } from "lucide-react";
import type { Metadata } from "next";
import { refuseUnlessShown, themeOf } from "#app/design/shown.ts";
import { AppShell } from "#components/ui/app-shell.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Count, StatusBadge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Surface } from "#components/ui/surface.tsx";

export const metadata: Metadata = { title: "The staff frame" };

const waiting = <Count value={2} label="2 waiting" tone="warning" />;

const nav = [
  { href: "/design/staff-frame", label: "Today", icon: <Icon of={LayoutDashboard} />, badge: waiting },
  { href: "/design/visits", label: "Visits", icon: <Icon of={CalendarDays} /> },
  { href: "/design/people", label: "People", icon: <Icon of={Users} /> },
];

export default async function StaffFramePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  refuseUnlessShown();
  return (
    <Surface theme={themeOf(await searchParams)}>
      <AppShell
        brand={
          <>
            <Mark />
            Riverside Clinic
          </>
        }
        nav={nav}
        account={<IconButton name="Dr Okafor’s account" icon={<Avatar name="Dr Amara Okafor" size="sm" />} />}
        alerts={
          <Banner
            tone="info"
            className="rounded-none border-x-0 border-t-0"
            action={<Button>Join visit</Button>}
          >
            A patient has been waiting for 4 minutes.
          </Banner>
        }
      >
        <PageHeader
          title="Tuesday 24 November"
          description="4 visits, next at 14:30"
          back={{ href: "/design", label: "All days" }}
          badge={<StatusBadge tone="info">1 waiting</StatusBadge>}
          actions={<Button>Schedule a visit</Button>}
        />
        <Card>
          <p>The page’s content.</p>
        </Card>
      </AppShell>
    </Surface>
  );
}
