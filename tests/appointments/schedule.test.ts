import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { getAppointment, today } from "#lib/appointments/server/list-appointments.ts";
import { scheduleAppointment } from "#lib/appointments/server/schedule-appointment.ts";
import { busySpans } from "#lib/appointments/store.ts";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { type Clinic, formFor, linkFor, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

describe("scheduling", () => {
  test("creates the appointment, its call under the same id, members, a link and audit events", async () => {
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 24 * 60 });
    const call = await db().call.findUniqueOrThrow({
      where: { type_id: ref },
      include: { members: true, appointment: true },
    });
    expect(call.appointment?.id).toBe(ref.id);
    expect(call.members.map((member) => member.role).sort()).toEqual(["clinician", "patient"]);
    expect(await db().inviteLink.count({ where: { member: { callType: ref.type, callId: ref.id } } })).toBe(
      1,
    );
    const audit = await db().auditEvent.findMany({
      where: { subject: `call:${ref.type}:${ref.id}` },
      orderBy: { seq: "asc" },
    });
    expect(audit.map((event) => event.kind)).toEqual([
      "appointment.scheduled",
      "member.added",
      "member.added",
      "invite.created",
    ]);
    expect(audit[2]?.details).toEqual({ userId: clinic.idOf.ada, role: "patient" });
  });

  test("a patient who is created with the appointment is audited too", async () => {
    const amara = await clinic.actor("amara");
    const form = formFor(clinic, "ada", 20 * 60, { patientId: undefined, patientName: "Mina Solberg" });
    await scheduleAppointment(amara, form);
    const { id } = await db().user.findFirstOrThrow({ where: { name: "Mina Solberg" } });
    const rows = await db().auditEvent.findMany({ where: { subject: `user:${id}` } });
    expect(rows).toMatchObject([{ kind: "account.created", actorId: amara.userId }]);
  });

  test("a form that is sent fifty times at once makes one appointment", async () => {
    const amara = await clinic.actor("amara");
    const form = formFor(clinic, "bruno", 26 * 60);
    const answers = await Promise.all(Array.from({ length: 50 }, () => scheduleAppointment(amara, form)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(await db().appointment.count({ where: { requestId: form.requestId } })).toBe(1);
    expect(await db().call.count({ where: { id: answers[0]?.id ?? "" } })).toBe(1);
  });

  test("of fifty bookings of one slot at once one succeeds, and 49 are offered free times", async () => {
    const amara = await clinic.actor("amara");
    const forms = Array.from({ length: 50 }, () => ({
      ...formFor(clinic, "ada", 50 * 60),
      requestId: randomUUID(),
    }));
    const bookings = forms.map((form) => scheduleAppointment(amara, form));
    const codes = await Promise.all(bookings.map(outcomeOf));
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(codes.filter((code) => code === "SLOT_TAKEN")).toHaveLength(49);
    const free = expect.toSatisfy((starts: unknown[]) => starts.length === 3);
    await expect(bookings[codes.indexOf("SLOT_TAKEN")]).toBeRefused("SLOT_TAKEN", { facts: { free } });
  });

  test("a patient can't be in two visits at once, even with different clinicians", async () => {
    const tomasz = await clinic.actor("tomasz");
    await scheduleVisit(clinic, { minutesAhead: 70 * 60, patient: "bruno" });
    await expect(scheduleAppointment(tomasz, formFor(clinic, "bruno", 70 * 60 + 10))).toBeRefused(
      "SLOT_TAKEN",
    );
  });

  test("a visit may begin when another ends", async () => {
    await scheduleVisit(clinic, { minutesAhead: 80 * 60 });
    await expect(scheduleVisit(clinic, { minutesAhead: 80 * 60 + 20 })).resolves.toBeTruthy();
  });

  test("cancelling frees the slot and closes the call, and can't be repeated", async () => {
    const amara = await clinic.actor("amara");
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 90 * 60 });
    await cancelAppointment(amara, { ...ref, reason: "moved" });
    expect((await getAppointment(amara, { id: ref.id })).state).toBe("cancelled");
    await expect(scheduleVisit(clinic, { minutesAhead: 90 * 60 })).resolves.toBeTruthy();
    await expect(cancelAppointment(amara, { ...ref, reason: "" })).toBeRefused("CONFLICT");
  });

  test("a visit that has ended can't be cancelled", async () => {
    const amara = await clinic.actor("amara");
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 95 * 60 });
    await endCall(amara, ref);
    await expect(cancelAppointment(amara, { ...ref, reason: "" })).toBeRefused("CONFLICT");
    expect((await getAppointment(amara, { id: ref.id })).state).toBe("ended");
  });

  test("a visit that has ended no longer takes up time", async () => {
    const [amara, tomasz] = [await clinic.actor("amara"), await clinic.actor("tomasz")];
    const ahead = 96 * 60;
    const { ref } = await scheduleVisit(clinic, { minutesAhead: ahead });
    await expect(scheduleVisit(clinic, { minutesAhead: ahead + 5 })).toBeRefused("SLOT_TAKEN");
    await endCall(amara, ref);
    await scheduleVisit(clinic, { minutesAhead: ahead + 5, patient: "bruno" });
    await scheduleAppointment(tomasz, formFor(clinic, "ada", ahead + 5));
    const { startsAt, endsAt } = await getAppointment(amara, { id: ref.id });
    const busy = await busySpans({ clinicianId: amara.userId }, startsAt, endsAt);
    expect(busy).toHaveLength(1);
    expect(busy[0]?.startsAt.getTime()).toBe(startsAt.getTime() + 5 * 60_000);
  });

  test("only members who are not staff get a link", async () => {
    const { ref, clinicianMember } = await scheduleVisit(clinic, { minutesAhead: 97 * 60 });
    await expect(linkFor(clinic, ref, clinicianMember)).toBeRefused("NOT_FOUND");
  });

  test("a new patient is created only together with the appointment", async () => {
    const amara = await clinic.actor("amara");
    const fresh = {
      patientId: undefined,
      patientName: "Noah Kaya",
      patientEmail: "noah@mail.example",
      patientTimeZone: "Europe/Berlin",
    };
    await scheduleVisit(clinic, { minutesAhead: 100 * 60 });
    await expect(scheduleAppointment(amara, formFor(clinic, "ada", 100 * 60, fresh))).toBeRefused(
      "SLOT_TAKEN",
    );
    expect(await db().user.count({ where: { name: "Noah Kaya" } })).toBe(0);
    await scheduleAppointment(amara, formFor(clinic, "ada", 102 * 60, fresh));
    expect(await db().user.count({ where: { name: "Noah Kaya" } })).toBe(1);
  });

  test("today shows the clinician's own day and the next visit", async () => {
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 5 });
    const { startsAt } = await getAppointment(await clinic.actor("amara"), { id: ref.id });
    const day = await today(await clinic.actor("amara"), startsAt);
    expect(day.entries.map((entry) => entry.id)).toContain(ref.id);
    expect(day.next?.id).toBe(ref.id);
    expect(
      (await today(await clinic.actor("tomasz"), startsAt)).entries.map((entry) => entry.id),
    ).not.toContain(ref.id);
  });
});

describe("scheduling is refused", () => {
  const scheduled = async (change: Record<string, unknown>, who: "amara" | "lena" | "admin" = "amara") =>
    scheduleAppointment(await clinic.actor(who), formFor(clinic, "ada", 110 * 60, change));

  test("in the past", async () => expect(scheduled({ date: "2020-01-01" })).toBeRefused("TIME_PAST"));
  test("on a date that doesn't exist", async () =>
    expect(scheduled({ date: "2031-02-30" })).toBeRefused("BAD_INPUT"));
  test("at a time that the clocks skip in spring", async () =>
    expect(scheduled({ date: "2031-03-30", time: "01:30" })).toBeRefused("TIME_GAP"));
  test("at a time that occurs twice in autumn, unless it says which", async () => {
    await expect(scheduled({ date: "2031-10-26", time: "01:30", fold: undefined })).toBeRefused(
      "TIME_AMBIGUOUS",
    );
    await scheduled({ date: "2031-10-26", time: "01:30", fold: "earlier" });
  });
  test("for another team", async () =>
    expect(scheduled({ teamId: clinic.teams.lindenhof })).toBeRefused("NOT_ALLOWED"));
  test("for a patient of another team", async () =>
    expect(scheduled({ patientId: clinic.idOf.celia })).toBeRefused("BAD_INPUT"));
  test("by an administrator, who sees no patients", async () =>
    expect(scheduled({}, "admin")).toBeRefused("NOT_ALLOWED"));
  test("for a type that doesn't exist", async () =>
    expect(scheduled({ type: "nonsense" })).toBeRefused("BAD_INPUT"));
  test.each(["development", "livestream"])("as a %s, which is not for a single patient", async (type) =>
    expect(scheduled({ type })).toBeRefused("BAD_INPUT"),
  );

  test("to an administrator who is no member the reason is not shown", async () => {
    const amara = await clinic.actor("amara");
    const { id } = await scheduleAppointment(
      amara,
      formFor(clinic, "bruno", 400 * 60, { reason: "Sore knee" }),
    );
    expect(await getAppointment(amara, { id })).toMatchObject({ reason: "Sore knee" });
    const seen = await getAppointment(await clinic.actor("admin"), { id });
    expect(seen).toMatchObject({ id, reason: null, cancelReason: null });
    expect(JSON.stringify(seen)).not.toContain("knee");
  });
});
