import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AppointmentFacts } from "#components/appointments/appointment-facts.tsx";
import { CancelAppointment } from "#components/appointments/cancel-appointment.tsx";
import { RefreshOnTime } from "#components/appointments/refresh-on-time.ts";
import { StartVisit } from "#components/appointments/start-visit.tsx";
import { VisitBadge } from "#components/appointments/visit-state.tsx";
import { VisitRecord } from "#components/attendance/visit-record.tsx";
import { MemberLinks } from "#components/invites/member-links.tsx";
import { RefreshOnChange } from "#components/live/refresh-on-change.ts";
import { AddMember } from "#components/members/add-member.tsx";
import { PeopleList } from "#components/members/people-list.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { getAppointment } from "#lib/appointments/server/list-appointments.ts";
import { listSessions } from "#lib/attendance/server.ts";
import { read } from "#lib/boundary.ts";
import { inviteLinks } from "#lib/invites/server.ts";
import { onTheClock } from "#lib/times/rules.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appointments");
  return { title: t("appointment") };
}

export default async function AppointmentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const t = await getTranslations("appointments");
  const [viewer, appointment] = await Promise.all([read(me), read((actor) => getAppointment(actor, { id }))]);
  const { type, patient, startsAt, state, members } = appointment;
  const call = { type, id };
  const isOver = state === "cancelled" || state === "ended";
  const { sessions } = await read((actor) => listSessions(actor, { ...call, before: null }));
  const links = appointment.mayManageLinks && !isOver ? await read((actor) => inviteLinks(actor, call)) : [];
  const guests = members.filter((member) => member.role !== "clinician" && member.role !== "assistant");
  const isPatientRemoved = members.every(({ userId }) => userId !== patient.id);
  const week = onTheClock(startsAt, viewer.timeZone).date;
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title={patient.name}
        badge={<VisitBadge state={state} />}
        // Always present, so that nothing below moves when someone arrives.
        description={
          <span role="status">{state === "waiting" ? t("inWaitingRoomNow") : appointment.kind}</span>
        }
        back={{ href: `/appointments?week=${week}`, label: t("appointments") }}
        actions={
          (appointment.mayStart || state === "live") && <StartVisit entry={appointment} viewer={viewer} />
        }
      />
      <div className="flex flex-col gap-6">
        {state === "cancelled" && (
          <Banner tone="info" quiet title={t("cancelledTitle")}>
            {t("cancelledHint")}
          </Banner>
        )}
        <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
          <Card title={t("appointment")}>
            <AppointmentFacts appointment={appointment} viewer={viewer} />
          </Card>
          <Card title={t("people")}>
            <PeopleList people={members} />
          </Card>
        </div>
        {sessions.length > 0 && (
          <Card title={t("visitRecord")}>
            <VisitRecord sessions={sessions} viewer={viewer} />
          </Card>
        )}
        {appointment.mayManageLinks && !isOver && (
          <Card title={t("patientLink")}>
            <div className="flex flex-col gap-8">
              {isPatientRemoved && (
                <div className="flex flex-col gap-3">
                  <p>{t("patientRemoved", { name: patient.name })}</p>
                  <AddMember call={call} person={{ ...patient, role: "patient" }} />
                </div>
              )}
              {guests.map((member) => (
                <MemberLinks
                  key={member.id}
                  call={call}
                  member={member}
                  links={links.filter((link) => link.memberId === member.id)}
                  viewer={viewer}
                />
              ))}
            </div>
          </Card>
        )}
        {appointment.mayCancel && (
          <div>
            <CancelAppointment type={type} id={id} />
          </div>
        )}
      </div>
    </>
  );
}
