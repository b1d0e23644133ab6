import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, scheduleVisit } from "./clinic.ts";
import { callAction } from "./http.ts";

type Ref = { type: string; id: string };

export const pathOf = ({ type, id }: Ref) => `/visit/${type}/${id}`;

export const device = "window-of-the-test";

/** What every token looks like. */
export const tokenPattern = /eyJ[\w-]+\.[\w-]+/;

/** Calls the action that joins a visit, as its page at `path` does. */
export const requestToken = (url: string, ref: Ref, cookie: string, path = pathOf(ref)) =>
  callAction(url, path, "joinCallAction", cookie, { ...ref, device, takeOver: true });

/** Starts a visit of Dr Osei and Ada Bell, who is signed in by a link. */
export const startVisitByLink = async (clinic: Clinic, minutesAhead: number) => {
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const patient = await byLink(clinic, visit.ref, visit.patientMember);
  await startVisit(await clinic.actor("amara"), visit.ref);
  return { ...visit, patient };
};
