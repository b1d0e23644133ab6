import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
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
import { formatsFor } from "#lib/formats.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("overview") };
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface p-gap shadow-raised">
      <dt className="text-ink-soft">{label}</dt>
      <dd className="tabular font-bold text-2xl">{value}</dd>
    </div>
  );
}

export default async function AdminPage() {
  const t = await getTranslations("calls");
  const { number } = formatsFor(await getLocale());
  const [viewer, { live, moreLive, today }] = await Promise.all([read(me), read(overview)]);
  const now = new Date();
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title={t("overview")}
        description={<Time at={now} zone={viewer.timeZone} format="dateTime" withZone />}
        actions={
          <DownloadLink href="/api/export/audit" icon={<Icon of={Download} />}>
            {t("exportAudit")}
          </DownloadLink>
        }
      />
      <div className="flex flex-col gap-6">
        <dl className="grid gap-gap sm:grid-cols-3">
          <Figure
            label={t("liveCalls")}
            value={moreLive ? t("moreThan", { number: number(live.length) }) : number(live.length)}
          />
          <Figure label={t("appointmentsToday")} value={number(today.scheduled)} />
          <Figure label={t("cancelledToday")} value={number(today.cancelled)} />
        </dl>
        <Card title={t("liveCalls")} flush>
          <LiveCalls calls={live} serverNow={now.getTime()} />
        </Card>
      </div>
    </>
  );
}
