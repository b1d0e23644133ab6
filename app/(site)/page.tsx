import { redirect } from "next/navigation";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { homeOfVisitor } from "#lib/accounts/server/find-home.ts";

/** The public front door; who is signed in is taken to their own first page. */
export default async function StartPage() {
  const home = await homeOfVisitor();
  if (home) redirect(home);
  return (
    <Surface audience="patient">
      <OneThingPage
        brand={
          <>
            <Mark />
            Bedside
          </>
        }
        title="See your clinician from where you are"
        lead="Bedside is how your clinic meets you by video. It works in your browser: there is nothing to install, and you need no account."
      >
        <section className="rounded-lg border border-line bg-surface p-gap shadow-raised">
          <h2 className="font-bold text-lg">You have a visit</h2>
          <p className="mt-2">
            Open the newest message from your clinic and press the link in it. The link is yours alone, and it
            brings you to the right place.
          </p>
          <p className="mt-3">
            No message, or the link does not work? Call your clinic and ask for a fresh link.
          </p>
        </section>
        <section className="rounded-lg border border-line bg-surface p-gap shadow-raised">
          <h2 className="font-bold text-lg">You work at a clinic</h2>
          <p className="mt-2 mb-4">See your day, and start your visits.</p>
          <LinkButton href="/sign-in" variant="secondary" full>
            Sign in
          </LinkButton>
        </section>
      </OneThingPage>
    </Surface>
  );
}
