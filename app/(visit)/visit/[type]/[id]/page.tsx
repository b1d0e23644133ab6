import type { Metadata } from "next";
import { cookies } from "next/headers";
import { OpenYourLink } from "#components/joining/open-your-link.tsx";
import { Visit } from "#components/joining/visit.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { KeepSubscription } from "#components/notifications/keep-subscription.ts";
import { NotificationOffer } from "#components/notifications/notification-offer.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { englishOr } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { notificationSetup } from "#lib/notifications/server.ts";
import { cookieNames, currentActor } from "#lib/session.ts";

// No name and no reason: the title stands in the browser's history and on shared screens.
export const metadata: Metadata = { title: "Your visit" };

/** Everybody's page of one visit. Nobody learns here whether a visit exists that is not theirs. */
export default async function VisitPage({ params }: { params: Promise<{ type: string; id: string }> }) {
  const { type, id } = await params;
  const actor = await currentActor();
  // A link that worked once leads to the page about expired links; nothing at all leads to these words.
  if (!actor && !(await cookies()).has(cookieNames().visit)) {
    return (
      <Surface audience="patient">
        <OpenYourLink signInPath={`/sign-in?next=${encodeURIComponent(`/visit/${type}/${id}`)}`} />
      </Surface>
    );
  }
  const view = await read((actor) => visitView(actor, { type, id }));
  const { publicKey } = await read(notificationSetup);
  return (
    <LiveProvider>
      <KeepSubscription />
      <Visit
        initial={view}
        isStaff={actor?.kind === "staff"}
        zone={actor?.timeZone ?? "UTC"}
        locale={englishOr(actor?.locale ?? "")}
        serverNow={Date.now()}
        offer={<NotificationOffer publicKey={publicKey} />}
      />
    </LiveProvider>
  );
}
