import { Download } from "lucide-react";
import type { Metadata } from "next";
import { RefreshOnTime } from "#components/appointments/refresh-on-time.ts";
import { LiveCalls } from "#components/calls/live-calls.tsx";
import { RefreshOnChange } from "#components/live/refresh-on-change.ts";
import { Card } from "#components/ui/card.tsx";
import { DownloadLink } from "#components/ui/download-link.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Time } from "#components/ui/time.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { overview } from "#lib/calls/server.ts";

export const metadata: Metadata = { title: "Overview" };

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface p-gap shadow-raised">
      <dt className="text-ink-soft">{label}</dt>
      <dd className="tabular font-bold text-2xl">{value}</dd>
    </div>
  );
}

/** The operator's home: what is on right now, and today in numbers. */
export default async function AdminPage() {
  const [viewer, { live, moreLive, today }] = await Promise.all([read(me), read(overview)]);
  const now = new Date();
  const number = (value: number) => value.toLocaleString(viewer.locale);
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title="Overview"
        description={
          <Time at={now} zone={viewer.timeZone} locale={viewer.locale} format="dateTime" withZone />
        }
        actions={
          <DownloadLink href="/api/export/audit" icon={<Icon of={Download} />}>
            Export the audit log
          </DownloadLink>
        }
      />
      <div className="flex flex-col gap-6">
        <dl className="grid gap-gap sm:grid-cols-3">
          <Figure label="Calls on right now" value={moreLive ? `${live.length}+` : number(live.length)} />
          <Figure label="Appointments today" value={number(today.scheduled)} />
          <Figure label="Cancelled today" value={number(today.cancelled)} />
        </dl>
        <Card title="On right now" flush>
          <LiveCalls calls={live} serverNow={now.getTime()} />
        </Card>
      </div>
    </>
  );
}
