import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { OpenYourLink } from "#components/joining/open-your-link.tsx";
import { Visit } from "#components/joining/visit.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { KeepSubscription } from "#components/notifications/keep-subscription.ts";
import { NotificationOffer } from "#components/notifications/notification-offer.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { read } from "#lib/boundary.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { notificationSetup } from "#lib/notifications/server.ts";
import { cookieNames, currentActor } from "#lib/session.ts";

/** No name and no reason: titles show in the browser's history and on shared screens. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("joining");
  return { title: t("yourVisit") };
}

/** Everyone's page of one visit. No one learns here whether a visit exists that isn't theirs. */
export default async function VisitPage({ params }: { params: Promise<{ type: string; id: string }> }) {
  const { type, id } = await params;
  const actor = await currentActor();
  // A browser that once had a link is told on another page that it expired.
  if (!actor && !(await cookies()).has(cookieNames().visit)) {
    return (
      <Surface audience="patient">
        <OpenYourLink signInPath={`/sign-in?next=${encodeURIComponent(`/visit/${type}/${id}`)}`} />
      </Surface>
    );
  }
  const view = await read((reader) => visitView(reader, { type, id }));
  const { publicKey } = await read(notificationSetup);
  return (
    <LiveProvider>
      <KeepSubscription />
      <Visit
        initial={view}
        isStaff={actor?.kind === "staff"}
        zone={actor?.timeZone ?? "UTC"}
        serverNow={Date.now()}
        offer={<NotificationOffer publicKey={publicKey} />}
      />
    </LiveProvider>
  );
}
